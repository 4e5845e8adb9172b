import { useEffect, useRef } from 'preact/hooks';
import { isDenied } from './api/call.ts';
import { Announcer } from './parts/announcer.tsx';
import { Header } from './parts/header.tsx';
import { Messages } from './parts/messages.tsx';
import { isolated } from './parts/name.tsx';
import { figures, followOverview } from './state/overview.ts';
import { type Route, route } from './state/route.ts';
import { token, words } from './state/session.ts';
import { IngestionView } from './views/ingestion.tsx';
import { NewView } from './views/new.tsx';
import { OverviewView } from './views/overview.tsx';
import { SyncView } from './views/sync.tsx';
import { SyncsView } from './views/syncs.tsx';
import { TokenForm } from './views/token-form.tsx';

/** The whole page. */
export function App() {
  const isOpen = !isDenied.value;
  const given = token.value;
  useEffect(() => {
    if (!isOpen) return undefined;
    const stop = new AbortController();
    followOverview(stop.signal);
    return () => stop.abort();
  }, [isOpen, given]);
  const address = JSON.stringify(route.value);
  const title = titleOf(route.value);
  useEffect(() => {
    document.title = title === '' ? 'modelrail' : `${title} · modelrail`;
  }, [title]);
  const isFirst = useRef(true);
  useEffect(() => {
    // Those who do not see it go on at the beginning of the new view.
    if (!isFirst.current) document.getElementById('main')?.focus();
    isFirst.current = false;
  }, [address]);
  return (
    <>
      <a class="skip" href="#main" onClick={focusMain}>
        {words.value.skip}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        {isOpen ? <View /> : <TokenForm />}
      </main>
      <Messages />
      <Announcer />
    </>
  );
}

/** What the tab of the browser says of a view. */
function titleOf(shown: Route): string {
  const said = words.value;
  switch (shown.view) {
    case 'overview':
      return figures.value.waiting > 0 ? said.wait(figures.value.waiting) : said.overview;
    case 'ingestion':
      return isolated(shown.id);
    case 'syncs':
      return said.syncs;
    case 'sync':
      return isolated(shown.name);
    case 'new':
      return said.newIngestion;
  }
}

function View() {
  const shown = route.value;
  switch (shown.view) {
    case 'overview':
      return <OverviewView />;
    case 'ingestion':
      return <IngestionView key={shown.id} id={shown.id} />;
    case 'syncs':
      return <SyncsView />;
    case 'sync':
      return <SyncView key={shown.name} name={shown.name} />;
    case 'new':
      return <NewView />;
  }
}

/** The address is that of the view: it does not change for this. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
