import { describeTarget } from '../../contracts/kinds.ts';
import { labelsText } from '../../contracts/labels.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { shownSource } from '../../contracts/source-path.ts';

/** Temporal takes 400 bytes; a name of four-byte characters must fit too. */
const MAX_SUMMARY_CHARACTERS = 100;
const MAX_LISTED_FILES = 20;
const MAX_LINE_CHARACTERS = 200;

/** One line for the list in the Temporal UI: `3 files → cq / Harbour bridge`. */
export function summariseRequest(request: IngestRequest): string {
  const { target } = describeTarget(request);
  const place = target === undefined ? request.platform : `${request.platform} / ${target}`;
  return truncate(`${countFiles(request)} → ${oneLine(place)}`, MAX_SUMMARY_CHARACTERS);
}

/** Markdown for the page of the run in the Temporal UI: what was asked for. */
export function describeRequest(request: IngestRequest): string {
  const { labels } = request;
  const lines = [
    `**Platform** ${code(request.platform)}`,
    ...describeTarget(request).lines.map(
      ({ label, value, note }) => `**${label}** ${code(value)}${note === undefined ? '' : ` ${note}`}`,
    ),
    ...(labels === undefined ? [] : [`**Labels** ${code(labelsText(labels))}`]),
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
