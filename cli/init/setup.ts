import type { PlatformKind } from '../../contracts/kinds.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ProbeReport } from '../../lib/platforms/definition.ts';
import { type Question, questionsOf } from '../../lib/platforms/questions.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';
import { toYaml } from '../system/simulated-config.ts';

/** All that `init` was told. */
export interface Setup {
  kind: PlatformKind;
  /** Of the platform in the configuration. */
  name: string;
  /** The folder of the models, as it is written. */
  models: string;
  /** Answers by their keys, secrets among them. */
  answers: ReadonlyMap<string, string>;
}

/** Every kind of platform. */
export const KINDS = Object.keys(platformKinds).filter(isKind);

/** True for the name of a kind of platform. */
export function isKind(text: string): text is PlatformKind {
  return Object.hasOwn(platformKinds, text);
}

/** What is asked about a platform of a kind. */
export function questionsFor(kind: PlatformKind): Question[] {
  const { settings, alsoAsked } = definitionOf(kind);
  return questionsOf(settings, alsoAsked);
}

/** What is wrong with the name of a platform; variables are named by it. */
export function problemOfName(name: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9_-]{0,49}$/.test(name) ? undefined : 'letters, digits, - and _, a letter first';
}

/** The environment variable that holds a secret: `CQ_BIM_API_KEY`. */
export function variableOf(name: string, key: string): string {
  const ofKey = key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`);
  return `${name}_${ofKey}`.replaceAll('-', '_').toUpperCase();
}

/** Tries a platform with the answers. Error: `InvalidRequest` for answers that do not go together. */
export async function probe({ kind, answers }: Setup, signal: AbortSignal): Promise<ProbeReport> {
  const definition = definitionOf(kind);
  const { data, error } = definition.settings.safeParse({ kind, ...Object.fromEntries(answers) });
  if (data !== undefined) return definition.probe(data, signal);
  const words = error?.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new ModelrailError('InvalidRequest', words?.join('\n') ?? '');
}

/** The configuration that is written: secrets stand in it by the names of their variables. */
export function configText({ kind, name, models, answers }: Setup): string {
  const secrets = new Set(secretKeys(kind));
  const settings = [...answers].map(([key, value]): [string, string] => {
    return [key, secrets.has(key) ? `\${${variableOf(name, key)}}` : value];
  });
  const text = toYaml({
    sources: { roots: [models] },
    platforms: { [name]: { kind, ...Object.fromEntries(settings) } },
  });
  return `# Written by \`modelrail init\`. Every key: docs/configuration.md and docs/platforms/${kind}.md.\n${text}`;
}

/** The secrets as a shell, systemd and Docker read them: `NAME='value'`. */
export function envText({ kind, name, answers }: Setup): string {
  const lines = secretKeys(kind).flatMap((key) => {
    const value = answers.get(key);
    return value === undefined ? [] : [`${variableOf(name, key)}=${quoted(value)}\n`];
  });
  return lines.join('');
}

function secretKeys(kind: PlatformKind): string[] {
  return questionsFor(kind)
    .filter(({ isSecret }) => isSecret)
    .map(({ key }) => key);
}

function quoted(value: string): string {
  return value.includes("'") ? `"${value.replaceAll(/["\\$`]/g, '\\$&')}"` : `'${value}'`;
}
