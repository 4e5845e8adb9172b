import type { IngestRequest } from '../../contracts/request.ts';
import { shownSource } from '../../contracts/source-path.ts';

/** Temporal takes 400 bytes; a name of four-byte characters must fit too. */
const MAX_SUMMARY_CHARACTERS = 100;
const MAX_LISTED_FILES = 20;
const MAX_LINE_CHARACTERS = 200;

/** One line for the list in the Temporal UI: `3 files → cq / Harbour bridge`. */
export function summariseRequest(request: IngestRequest): string {
  const target = [request.platform, projectName(request)].filter((part) => part !== undefined).join(' / ');
  return truncate(`${countFiles(request)} → ${oneLine(target)}`, MAX_SUMMARY_CHARACTERS);
}

/** Markdown for the page of the run in the Temporal UI: what was asked for. */
export function describeRequest(request: IngestRequest): string {
  const project = projectName(request);
  const group = request.group?.name;
  const lines = [
    `**Platform** ${code(request.platform)}`,
    ...(project === undefined ? [] : [`**Project** ${code(project)}${request.project?.id ? '' : ' (new)'}`]),
    ...(group === undefined ? [] : [`**Group** ${code(group)}`]),
    ...(request.options?.dryRun ? ['**Dry run**: nothing is sent or created'] : []),
    `**${countFiles(request)}**`,
    ...request.files.slice(0, MAX_LISTED_FILES).map((file) => `- ${code(shownSource(file.source))}`),
  ];
  const unlisted = request.files.length - MAX_LISTED_FILES;
  if (unlisted > 0) lines.push(`- and ${unlisted} more`);
  // Those come from a worker; this text is there without one.
  lines.push('Nothing under *Current Details*? Then no worker answers: start one with `modelrail worker`');
  return lines.join('\n\n');
}

function projectName(request: IngestRequest): string | undefined {
  return request.project?.name ?? request.project?.code ?? request.project?.id;
}

function countFiles(request: IngestRequest): string {
  return request.files.length === 1 ? '1 file' : `${request.files.length} files`;
}

/** A back-tick would end the code span. */
function code(text: string): string {
  return `\`${truncate(oneLine(text).replaceAll('`', "'"), MAX_LINE_CHARACTERS)}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function truncate(text: string, maxCharacters: number): string {
  const characters = Array.from(text);
  return characters.length <= maxCharacters ? text : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
