// What commands refuse, and when: in one line, with the exit code, before anything is written or trained.

import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exitCodeOf } from './commands.ts';
import { trainCommand } from './train.ts';
import { until } from '../lib/testing/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-refused-'));
const at = (name: string) => join(folder, name);
const SMALL = '--preset 2x10 --set rule.learnerHidden=[4,4] --set rule.messageSize=2 --threads 1';
const SHIPPED = resolve('public', 'checkpoints');
const SHIPPED_LIST = join(SHIPPED, 'manifest.json');

writeFileSync(at('file'), 'words\n');
writeFileSync(at('broken.json'), '{"studyFormat": 1,');
writeFileSync(at('damaged.mplp'), readFileSync(join(SHIPPED, 'learned-prior-2x10.mplp')).subarray(0, 5000));
mkdirSync(at('empty'));
mkdirSync(at('no-rights'));
chmodSync(at('no-rights'), 0o555);
// The superuser may write everywhere but into what the kernel itself keeps.
const noRights = process.getuid?.() === 0 ? '/proc' : at('no-rights');
mkdirSync(at('full'));
const hasFull = existsSync('/dev/full');
// What is written beside `rule.mplp` goes to a disk that is always full.
if (hasFull) symlinkSync('/dev/full', at('full/rule.mplp.part'));
await trainCommand(`${SMALL} --steps 1 --out ${at('trained')}`.split(' '));
mkdirSync(at('cut'));
copyFileSync(at('damaged.mplp'), at('cut/rule.mplp'));

afterAll(() => {
  chmodSync(at('no-rights'), 0o755);
  rmSync(folder, { recursive: true });
});

let said = '';
beforeEach(() => {
  said = '';
  vi.restoreAllMocks();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said += String(text)), true));
});

/** Everything below the folder, and the list of shipped rules. */
const everything = () => [
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
  readFileSync(SHIPPED_LIST, 'utf8'),
];

const OUT = `--out ${at('never')}`;
const WIDE = '--set network.layers=512r.512r.1';

const USAGE: readonly (readonly [command: string, words: string])[] = [
  ['constructor', "there is no command constructor; 'mplp help' lists them"],
  [`train ${SMALL} ${OUT} --steps 1e99`, '--steps is 1e99; allowed: a whole number from 1 to 1000000000'],
  [`train --resume ${at('trained')} ${OUT} --steps 1e9`, 'would end at meta-step 1000000001; allowed: up to'],
  [`train ${SMALL} ${OUT} --minutes 1e400`, '--minutes is 1e400; allowed: a number above 0, up to'],
  [`train ${SMALL} ${OUT} --threads 1e9`, '--threads is 1e9; allowed: a whole number from 1 to 1024'],
  [`train --resume ${at('tranied')} ${OUT}`, `--resume ${at('tranied')} is neither a file, nor a folder`],
  [`train --resume ${at('empty')} ${OUT}`, `--resume ${at('empty')} is a folder without rule.mplp`],
  [`train --resume ${at('cut')} ${OUT}`, `--resume ${at('cut')}/rule.mplp: `],
  [`train --resum ${at('trained')} ${OUT}`, 'there is no option --resum; near: --resume'],
  [`train ${SMALL} --out ${at('file')} --steps 1`, `--out ${at('file')} is a file; name a folder`],
  [`train ${SMALL} --out ${at('file/in/it')} --steps 1`, `lies in ${at('file')}, which is a file; name a folder`],
  [`train ${SMALL} --out ${at('trained')}`, `go on with it by --resume ${at('trained')}, or choose another folder`],
  [`train ${SMALL} ${OUT} ${WIDE} --set recipe.batch=256`, 'recipe.batch is 256: an inner step would need about'],
  [`train ${SMALL} ${OUT} ${WIDE} --implementation stock`, 'GiB, and at most 3 are to be had here; allowed: '],
  [
    `episode --preset 5x10 ${WIDE} --set recipe.batch=256 --out ${at('never')}`,
    'recipe.batch is 256: an inner step would',
  ],
  [`episode --preset 2x10 --out ${at('empty')}`, `--out ${at('empty')} is a folder; name a file`],
  [`episode --preset 2x10 ${OUT} --steps 101`, '--steps is 101; allowed: a whole number from 1 to 100'],
  [`evaluate --checkpoint learned-prior-2x10 --tasks 1e99`, '--tasks is 1e99; allowed: a whole number from 1'],
  [`evaluate --checkpoint learned-prior-2x10 --tasks 1e6 --steps 1e4`, 'tasks is 1000000: with 10000 inner steps each'],
  [`evaluate --checkpoint ${at('damaged.mplp')}`, `--checkpoint ${at('damaged.mplp')}: `],
  ['evaluate --checkpoint learned-prior-2x10 --seed -1', "Option '--seed' argument is ambiguous"],
  [`baselines --preset 2x10 --out ${at('empty')}`, `--out ${at('empty')} is a folder; name a file`],
  [`baselines --preset 2x10 --out ${at('broken.json')}`, `${at('broken.json')} is not JSON: `],
  [`import --npy ${at('file')} --preset 2x10-released ${OUT}`, `${at('file')}: `],
  [`average --checkpoint learned-prior-2x10 --out ${at('file')}`, `--out ${at('file')} is a file; name a folder`],
  ['intervene --checkpoint learned-prior-2x10 --intervention nonsense@w2', 'interventions'],
  ['ship --checkpoint learned-prior-2x10 --id ../evil', 'id is "../evil"; allowed: letters, digits'],
  [`ship --checkpoint learned-prior-2x10 --id ${'x'.repeat(99)}`, 'file is "'],
  [`ship --checkpoint learned-prior-2x10 --id fine --title ${'x'.repeat(1001)}`, 'allowed: text of at most 1000'],
  [`study ${at('none.json')} ${OUT}`, `${at('none.json')} does not exist`],
  [`study ${at('broken.json')} ${OUT}`, `${at('broken.json')} is not JSON: `],
  [`study trainings/studies/2x10.json --out ${at('file')}`, `--out ${at('file')} is a file; name a folder`],
  [`worker --queue nonsense`, '--queue is no address of a Redis; allowed: redis://'],
  [`report ${at('none')}`, 'study.json does not exist'],
  [`runs ${at('none')}`, `${at('none')} does not exist; name a folder of runs`],
  [`runs ${at('empty')} --sort colour`, '--sort is colour; allowed: name, status'],
  [`runs ${at('empty')} --export ${at('never.zip')}`, `${at('empty')} holds no run`],
  [`runs ${at('empty')} --import ${at('none.zip')}`, `--import ${at('none.zip')} does not exist`],
  [`runs ${at('empty')} --import ${at('file')}`, `--import ${at('file')}: `],
  [`runs ${at('empty')} --diff one`, '--diff is one; allowed: the ids of two runs'],
  [`runs ${at('empty')} --diff one two`, 'there is no run one'],
  ['results --tasks 1e99', '--tasks is 1e99; allowed: a whole number from 1'],
  ['bench --tasks 300', '--tasks is 300; allowed: a whole number from 1 to 256'],
  ['ablations', '--out is missing: the folder to train in'],
];

describe('what is not typed as it should be', () => {
  it.each(USAGE)('mplp %s', async (command, words) => {
    const before = everything();
    expect(await exitCodeOf(command.split(' '))).toBe(2);
    expect(said).toContain(words);
    expect(said).toMatch(/^mplp: [^\n]+\n$/);
    expect(everything()).toEqual(before);
  });
});

const STEP = 'meta-step';
const FAILING: readonly (readonly [command: string, words: string])[] = [
  [`train ${SMALL} --steps 9 --out ${noRights}/mplp`, 'may not be read or written; choose another folder'],
  [`episode --preset 2x10 --out ${noRights}/mplp/record`, 'may not be read or written; choose another folder'],
  [`average --checkpoint learned-prior-2x10 --out ${noRights}/mplp`, 'may not be read or written'],
  [`study trainings/studies/2x10.json --out ${noRights}/mplp`, 'may not be read or written'],
  [`runs ${noRights}/mplp --import ${at('file')}`, 'may not be read or written'],
  [`baselines --preset 2x10 --out ${noRights}/mplp/file.json`, 'may not be read or written'],
];

describe('what the system does not let be written', () => {
  it.each(FAILING)('mplp %s, before any work', async (command, words) => {
    expect(await exitCodeOf(command.split(' '))).toBe(1);
    expect(said).toContain(words);
    expect(said).toMatch(/^mplp: [^\n]+\n$/);
    expect(said).not.toContain(STEP);
  });

  it.runIf(hasFull)('a full disk, in one line with the file and what to do', async () => {
    const command = `average --checkpoint learned-prior-2x10 --out ${at('full')}`;
    expect(await exitCodeOf(command.split(' '))).toBe(1);
    expect(said).toBe(`mplp: ${at('full/rule.mplp')} cannot be written: the disk is full; free some room and resume\n`);
  });
});

describe('an interrupt', () => {
  it('ends a training with 130, and what it did is there', async () => {
    const ended = exitCodeOf(`train ${SMALL} --minutes 10 --out ${at('cut-off')}`.split(' '));
    await until(() => expect(process.listenerCount('SIGINT')).toBeGreaterThan(0));
    process.emit('SIGINT');
    expect(await ended).toBe(130);
    expect(said).toContain('interrupted at meta-step');
    expect(existsSync(at('cut-off/rule.mplp'))).toBe(true);
  });
});
