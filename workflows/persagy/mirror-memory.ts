import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  CHANGE_MIRRORED_SIGNAL,
  MIRRORED_QUERY,
  type MirrorChange,
  type RememberedProject,
} from '../../contracts/persagy/mirror.ts';

const changeSignal = defineSignal<[MirrorChange]>(CHANGE_MIRRORED_SIGNAL);
const mirroredQuery = defineQuery<RememberedProject[]>(MIRRORED_QUERY);

/** Events of a history after which it goes on with a new one. */
const MAX_EVENTS = 2_000;

/** Remembers which projects of a platform were made on another one, and with which ids. It never ends by itself. */
export async function mirrorMemory(projects: RememberedProject[] = []): Promise<void> {
  const known = new Map(projects.map((one) => [one.projectId, one]));
  setHandler(mirroredQuery, () => [...known.values()]);
  setHandler(changeSignal, ({ set, forget }) => {
    for (const projectId of forget) known.delete(projectId);
    for (const one of set) known.set(one.projectId, one);
  });
  await condition(() => workflowInfo().historyLength > MAX_EVENTS || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof mirrorMemory>([...known.values()]);
}
