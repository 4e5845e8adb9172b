import { continueAsNew, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import {
  CHANGE_MIRRORED_SIGNAL,
  MIRRORED_QUERY,
  type MirrorChange,
  type RememberedProject,
} from '../../contracts/persagy/mirror.ts';
import { untilHistoryIsLong } from './until-history-is-long.ts';

const changeSignal = defineSignal<[MirrorChange]>(CHANGE_MIRRORED_SIGNAL);
const mirroredQuery = defineQuery<RememberedProject[]>(MIRRORED_QUERY);

/** Remembers which projects of a platform were made on another one, and with which ids. It never ends by itself. */
export async function mirrorMemory(projects: RememberedProject[] = []): Promise<void> {
  const known = new Map(projects.map((one) => [one.projectId, one]));
  setHandler(mirroredQuery, () => [...known.values()]);
  setHandler(changeSignal, ({ set, forget }) => {
    for (const projectId of forget) known.delete(projectId);
    for (const one of set) known.set(one.projectId, one);
  });
  await untilHistoryIsLong();
  await continueAsNew<typeof mirrorMemory>([...known.values()]);
}
