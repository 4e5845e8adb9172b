import { execFile } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One stage of a Dockerfile, as it was built. */
export interface Stage {
  /** In place of the image's `/`. */
  root: string;
  /** As `ENV` says. */
  env: Record<string, string>;
  /** As `USER` says. */
  user?: string;
  /** As `ENTRYPOINT` and `CMD` say. */
  entrypoint: string[];
  command: string[];
}

interface Instruction {
  word: string;
  rest: string;
}

/** Folders of an image that the commands of ours name. */
const ABSOLUTE = /(?<![\w.])\/(?=app\b|data\b|usr\/local\/bin\b)/g;
/** It runs where the image's packages come from. */
const OF_THE_SYSTEM = /^apt-get /;

/**
 * Runs the instructions of a Dockerfile without an engine: each stage is a folder below `folder`, and paths of the image are paths in
 * it. Commands of the system's packages are left out, and files stay those of who runs this. Answers the last stage.
 */
export async function buildWithoutEngine(context: string, folder: string): Promise<Stage> {
  const ignored = (await readFile(join(context, '.dockerignore'), 'utf8')).split('\n').filter((line) => line !== '');
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  let workdir = '/';
  for (const { word, rest } of parseDockerfile(await readFile(join(context, 'Dockerfile'), 'utf8'))) {
    if (word === 'FROM') {
      const name = / AS (\S+)$/.exec(rest)?.[1] ?? `stage-${stages.size}`;
      stage = { root: join(folder, name), env: {}, entrypoint: [], command: [] };
      stages.set(name, stage);
      workdir = '/';
      await mkdir(join(stage.root, 'usr', 'local', 'bin'), { recursive: true });
      continue;
    }
    if (stage === undefined) throw new Error(`${word} before FROM`);
    const { root } = stage;
    const inside = (path: string) => join(root, resolve(workdir, path));
    switch (word) {
      case 'WORKDIR':
        workdir = resolve(workdir, rest);
        await mkdir(inside('.'), { recursive: true });
        break;
      case 'COPY': {
        const words = rest.split(' ');
        const from = words[0]?.startsWith('--from=') === true ? words.shift()?.slice('--from='.length) : undefined;
        const target = words.pop() ?? '';
        const source = from === undefined ? context : stages.get(from)?.root;
        if (source === undefined) throw new Error(`there is no stage ${from}`);
        const isWanted = (path: string) => from !== undefined || !isIgnored(relative(context, path), ignored);
        for (const path of words) {
          const into =
            target.endsWith('/') && !path.endsWith('.') ? join(target, path.split('/').at(-1) ?? '') : target;
          await cp(join(source, path), inside(into), { recursive: true, verbatimSymlinks: true, filter: isWanted });
        }
        break;
      }
      case 'RUN': {
        if (OF_THE_SYSTEM.test(rest)) break;
        const own = `${process.getuid?.()}:${process.getgid?.()}`;
        const command = rest.replace(ABSOLUTE, `${root}/`).replace(/(?<=chown )\d+:\d+/, own);
        await run('sh', ['-ec', command], {
          cwd: inside('.'),
          env: { ...process.env, ...stage.env },
          maxBuffer: 2 ** 26,
        });
        break;
      }
      case 'ENV': {
        const [name = '', value = ''] = rest.split('=');
        stage.env[name] = value;
        break;
      }
      case 'USER':
        stage.user = rest;
        break;
      case 'ENTRYPOINT':
        stage.entrypoint = JSON.parse(rest) as string[]; // as: a Dockerfile has texts there
        break;
      case 'CMD':
        stage.command = JSON.parse(rest) as string[]; // as: the same
        break;
      default:
        throw new Error(`${word} is not known here`);
    }
  }
  if (stage === undefined) throw new Error('the Dockerfile has no stage');
  return stage;
}

function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => ({ word: line.slice(0, line.indexOf(' ')), rest: line.slice(line.indexOf(' ') + 1).trim() }));
}

function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.some((one) => path === one || path.startsWith(`${one}${sep}`));
}
