import { describe, expect, it } from 'vitest';
import { crc32, crc32Text } from './checksum.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it('gives the published check value', () => {
    expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926);
    expect(crc32Text(bytesOf('123456789'))).toBe('cbf43926');
  });

  it('writes eight digits always', () => {
    expect(crc32Text(new Uint8Array(0))).toBe('00000000');
    expect(crc32Text(bytesOf('The quick brown fox jumps over the lazy dog'))).toBe('414fa339');
  });
});
