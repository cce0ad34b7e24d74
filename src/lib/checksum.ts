// CRC-32 (IEEE 802.3, as in zip and PNG): finds damage, not malice. Own code because crypto.subtle is missing
// on insecure origins.

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** CRC-32 of the bytes, an unsigned 32-bit whole number. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

/** As `crc32`, in eight hexadecimal digits. */
export function crc32Text(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
