import type { RoundRun } from './ingestions.ts';
import { versionOf } from './ingestions.ts';
import type { Deed } from './plan.ts';
import { bytesOf, type PlannedFile, type SourceChange } from './workload.ts';

/** Changes a source file under the eyes of the workers. */
export async function disturbSource(
  { planned, asked, placed }: RoundRun,
  { file: position, how }: Extract<Deed, { to: 'source' }>,
): Promise<void> {
  const [planFile, file, place] = [planned.files[position], asked.files[position], placed[position]];
  if (planFile === undefined || file === undefined || place === undefined) return;
  file.isDisturbed = true;
  if (how === 'remove') return await place.remove();
  try {
    if (how === 'touch') return await place.touch();
    const bytes = otherBytes(planFile, how);
    // Known before it is there: a worker may be quicker than the next line.
    file.versions.push(versionOf(bytes));
    await place.change(bytes, how !== 'replace');
  } catch (error) {
    // It was removed before.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Overwriting keeps the size, so that only content and time tell. */
function otherBytes({ size, content }: PlannedFile, how: Exclude<SourceChange, 'touch' | 'remove'>): Buffer {
  switch (how) {
    case 'overwrite':
      return bytesOf({ size, content: content + 128 });
    case 'replace':
      return bytesOf({ size: size + 1, content: content + 128 });
    case 'append':
      return Buffer.concat([bytesOf({ size, content }), Buffer.from('more')]);
    case 'truncate':
      return bytesOf({ size: Math.ceil(size / 2), content });
  }
}
