import type { IngestProgress } from '../../client/index.ts';
import { type AskedIngestion, type Evidence, isSame, PROJECT_FACTS } from './judged.ts';
import type { PlatformFile, PlatformState } from './platform-state.ts';

/** Everything that is wrong with what the platform holds, whatever was reported of each file; one line each. */
export function judgePlatform(evidence: Evidence): string[] {
  return [...judgeRecords(evidence), ...judgeFiles(evidence), ...judgeCounts(evidence)];
}

/** Records that nobody asked for, that are there twice, or that hold nothing. */
function judgeRecords({ asked, told, earlier, state }: Evidence): string[] {
  const problems: string[] = [];
  const lines = leftovers([...told.values(), ...earlier]);
  const foreign = state.projects.filter((project) => isForeign(project));
  const isTold = (id: string) => lines.some((line) => line.toLowerCase().includes(id.toLowerCase()));
  for (const model of state.models) {
    const isAsked = asked.some((one) => one.files.some((file) => file.name === model.name));
    if (!isAsked) problems.push(`record of ${model.name}, which nobody asked for`);
  }
  for (const code of new Set(state.projects.map((project) => project.code))) {
    const ofCode = state.projects.filter((project) => project.code === code);
    if (ofCode.length > 1) problems.push(`${ofCode.length} projects with code ${code}`);
    const owner = asked.find(({ project }) => project.code === code);
    if (owner === undefined) problems.push(`project ${code}, which nobody asked for`);
    else problems.push(...ofCode.flatMap((project) => judgeProject(project, owner)));
  }
  for (const { id, code } of state.projects) {
    if (foreign.some((project) => project.id === id)) continue;
    const isUsed = state.models.some((model) => isSame(model.projectId, id));
    if (!isUsed && !isTold(id)) problems.push(`project ${code} (${id}) holds no model, and no report says so`);
  }
  for (const { id } of state.groups) {
    const isUsed = state.models.some((model) => isSame(model.modelGroupId, id));
    if (!isUsed && !isTold(id)) problems.push(`group ${id} holds no model, and no report says so`);
  }
  return problems;
}

/** Made by somebody else, before the round: its name is its code. */
function isForeign({ name, code }: PlatformState['projects'][number]): boolean {
  return name === code;
}

/** A project has to be as it was asked for, and one of somebody else is not ours to use. */
function judgeProject(project: PlatformState['projects'][number], { project: asked }: AskedIngestion): string[] {
  const { areaCode, type, stage } = PROJECT_FACTS;
  const isAsIs = project.areaCode === areaCode && project.type === type && project.stage === stage;
  const isNamed = isForeign(project) || project.name === asked.name;
  return isAsIs && isNamed ? [] : [`project ${project.code} (${project.name}) is not as it was asked for`];
}

/** Files of the platform: their bytes, and whether somebody knows of those that no record needs. */
function judgeFiles(evidence: Evidence): string[] {
  const { asked, told, earlier, state } = evidence;
  const problems: string[] = [];
  const versions = asked.flatMap((one) => one.files).flatMap((file) => file.versions);
  const reports = [...told.values(), ...earlier];
  for (const file of state.files) {
    problems.push(...judgeBytes(file, versions), ...judgeNaming(file, asked));
    const isNeeded = state.models.some((model) => model.hash === file.hash);
    // By its id, or by the chunks that had become a file when nobody looked any more.
    const isTold = isReportedLeft(evidence, file.hash) || leftovers(reports).some((line) => line.includes(file.id));
    if (!isNeeded && !isTold && isCounted(reports, file.hash))
      problems.push(`file ${file.name} (${file.id}) has no record, and no report says so`);
  }
  for (const { hash } of state.uploads) {
    // A source that was changed or that is read no more has another hash by now, or none.
    const owner = reports.flatMap((one) => one.files).find((file) => file.hash === hash);
    if (owner !== undefined && isCounted(reports, hash) && !isReportedLeft(evidence, hash)) {
      problems.push(`chunks of ${owner.name} are left behind, and no report says so`);
    }
  }
  return problems;
}

/** True when a report counts something as sent of this content; what none counts is listed by none. */
function isCounted(reports: readonly IngestProgress[], hash: string): boolean {
  return reports.some(({ files }) => files.some((file) => file.hash === hash && file.upload.sent > 0));
}

/** True when a report says of a file of this content that something of it stays on the platform. */
function isReportedLeft({ asked, told, earlier }: Evidence, hash: string): boolean {
  const hashesOf = (name: string) =>
    asked.flatMap(({ files }) => files.filter((file) => file.name === name)).flatMap(({ versions }) => versions);
  return [...told.values(), ...earlier].some((one) =>
    one.files.some((file) => {
      // A run that did not find its source knows no hash, and still what the run before it had sent.
      const isOfHash = file.hash === '' ? hashesOf(file.name).some(({ md5 }) => md5 === hash) : file.hash === hash;
      return isOfHash && leftovers([one]).some((line) => line.startsWith(`file ${file.name}:`));
    }),
  );
}

function leftovers(reports: readonly IngestProgress[]): string[] {
  return reports.flatMap((one) => one.leftovers ?? []);
}

function judgeBytes(file: PlatformFile, versions: readonly { md5: string; size: number }[]): string[] {
  if (file.md5 !== file.hash) return [`file ${file.name} has MD5 ${file.md5} and is known as ${file.hash}`];
  const isOurs = versions.some(({ md5, size }) => md5 === file.hash && size === file.size);
  return isOurs ? [] : [`file ${file.name} (${file.hash}, ${file.size} bytes) is no content that was asked for`];
}

/** A record has name and tags of one of those that asked for its content; whoever merged it first. */
function judgeNaming({ name, tags, hash }: PlatformFile, asked: readonly AskedIngestion[]): string[] {
  const owners = asked.flatMap((one) => one.files).filter(({ versions }) => versions.some(({ md5 }) => md5 === hash));
  const named = owners.filter((owner) => owner.name === name);
  if (owners.length > 0 && named.length === 0) return [`file ${name} has a name that nobody gave it`];
  const isTagged = named.some((owner) => owner.tags.join('\n') === (tags ?? []).join('\n'));
  return isTagged || owners.length === 0 ? [] : [`file ${name} has other tags (${(tags ?? []).join(', ')})`];
}

/**
 * Nothing may be reported as sent that the platform did not accept. Each file by itself: of ingestions that send the same
 * content at the same time, each takes what it finds arrived for its own.
 */
function judgeCounts({ asked, told, acceptedChunks }: Evidence): string[] {
  return asked.flatMap((one) =>
    one.files.flatMap(({ name, versions }, position) => {
      const sent = told.get(one.id)?.files[position]?.upload.sent ?? 0;
      // Counts go on over a retry, which may send another content.
      const accepted = versions.reduce((sum, { md5 }) => sum + (acceptedChunks[md5] ?? 0), 0);
      return sent > accepted ? [`${name}: ${sent} chunks are reported sent, the platform took ${accepted}`] : [];
    }),
  );
}
