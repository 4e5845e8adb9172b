import type { ChildProcess } from 'node:child_process';

/** The port that a server tells on its standard error, as `http://127.0.0.1:PORT` or in other words; rejects when it ends before. */
export function onPortTold(child: ChildProcess, words = /http:\/\/127\.0\.0\.1:(\d+)/): Promise<number> {
  return new Promise((resolve, reject) => {
    let told = '';
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${told}`)));
    child.once('error', reject);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      told = (told + text).slice(-10_000);
      const port = words.exec(told)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
