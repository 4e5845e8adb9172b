/**
 * What ingestions of many small files are measured against: the same six calls a file in a bare loop, a number of files at a
 * time, with nothing that would survive a crash. Run as a process of its own: `bare-small-files.ts URL AT-ONCE FOLDER`.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { openBareCalls } from './bare-calls.ts';
import { deliverInSixCalls } from './small-file-calls.ts';

const [url = '', atOnceText, folder = ''] = process.argv.slice(2);
const atOnce = Number(atOnceText);
const paths = (await readdir(folder)).map((name) => join(folder, name));
const calls = await openBareCalls(url, atOnce);
const start = performance.now();
await pLimit(atOnce).map(paths, (path) => deliverInSixCalls(calls, path));
console.log((performance.now() - start) / 1000);
await calls.close();
