import { continueAsNew, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { CHANGE_LINKS_SIGNAL, LINKS_QUERY, type LinksChange } from '../../contracts/persagy/provision.ts';
import { untilHistoryIsLong } from './until-history-is-long.ts';

const changeSignal = defineSignal<[LinksChange]>(CHANGE_LINKS_SIGNAL);
const linksQuery = defineQuery<string[]>(LINKS_QUERY);

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
  await untilHistoryIsLong();
  await continueAsNew<typeof persagyLinks>([...ours]);
}
