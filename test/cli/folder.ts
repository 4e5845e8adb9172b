import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHosted } from '../support/hosted.ts';
import { type CommandResult, runCommand } from '../support/program.ts';

/** A folder with a configuration, for commands that need no Temporal. */
export interface TestFolder extends AsyncDisposable {
  path: string;
  /** Without what would lead commands to another Temporal or configuration. */
  env: NodeJS.ProcessEnv;
  /** Writes a file below the folder, with the folders above it. */
  write(name: string, content: string): Promise<string>;
  /** Runs `modelrail …` in the folder. */
  modelrail(...args: string[]): Promise<CommandResult>;
  /** The same as a process of its own, which takes up to a second of CPU. */
  program(...args: string[]): Promise<CommandResult>;
}

/** Nobody listens on port 1: whoever gets so far is told that Temporal does not answer. */
export const CONFIG = `temporal: { address: "127.0.0.1:1" }
sources: { roots: [./models] }
platforms:
  cq:
    kind: chongqing-bim
    baseUrl: http://127.0.0.1:1
    tokenUrl: http://127.0.0.1:1/token
    username: \${CQ_USERNAME}
    password: \${CQ_PASSWORD}
    bimApiKey: \${CQ_BIM_API_KEY}
`;

/** Makes a folder with {@link CONFIG} and an empty folder `models`. */
export async function makeFolder(config = CONFIG): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'modelrail-cli-'));
  await mkdir(join(path, 'models'));
  await writeFile(join(path, 'modelrail.yaml'), config);
  const leading = ['CQ_USERNAME', 'CQ_PASSWORD', 'CQ_BIM_API_KEY', 'TEMPORAL_ADDRESS', 'MODELRAIL_CONFIG'];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !leading.includes(name)));
  return {
    path,
    env,
    async write(name, content) {
      const file = join(path, name);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    modelrail: (...args) => runHosted(args, { cwd: path, env }),
    program: (...args) => runCommand(args, { cwd: path, env }),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

/** Flags of a new project, all that it needs. */
export const PROJECT = [
  ...['--project-name', 'House', '--project-code', 'H-1', '--area-code', '500103', '--type', '10', '--stage', '1'],
] as const;
