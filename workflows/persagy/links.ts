import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { CHANGE_LINKS_SIGNAL, LINKS_QUERY, type LinksChange } from '../../contracts/persagy/provision.ts';

const changeSignal = defineSignal<[LinksChange]>(CHANGE_LINKS_SIGNAL);
const linksQuery = defineQuery<string[]>(LINKS_QUERY);

/** Events of a history after which it goes on with a new one. */
const MAX_EVENTS = 2_000;

/**
 * Remembers which links of a platform are ours, by the ids of their ends: a later plan may take those back, and no others. It never
 * ends by itself.
 */
export async function persagyLinks(links: string[] = []): Promise<void> {
  const ours = new Set(links);
  setHandler(linksQuery, () => [...ours]);
  setHandler(changeSignal, ({ add, remove }) => {
    for (const link of remove) ours.delete(link);
    for (const link of add) ours.add(link);
  });
  await condition(() => workflowInfo().historyLength > MAX_EVENTS || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof persagyLinks>([...ours]);
}
