import { isDenied } from '../api/call.ts';
import { connection, overview } from '../state/overview.ts';
import { hrefOf, type Route, route } from '../state/route.ts';
import { choose, isLanguage, LANGUAGES, language, THEMES, theme, token, words } from '../state/session.ts';

/** Where to go, how the stream stands, and how the page is to look. */
export function Header() {
  const said = words.value;
  return (
    <header class="top">
      <a class="brand" href={hrefOf({ view: 'overview' })}>
        modelrail
      </a>
      <nav aria-label={said.views}>
        <Tab to={{ view: 'overview' }} text={said.overview} />
        <Tab to={{ view: 'syncs' }} text={said.syncs} />
        <Tab to={{ view: 'new' }} text={said.newIngestion} />
      </nav>
      <Connection />
      <div class="settings">
        <label>
          <span class="hidden">{said.language}</span>
          <select
            value={language.value}
            onChange={({ currentTarget: { value } }) => {
              if (isLanguage(value)) choose(value);
            }}
          >
            {Object.entries(LANGUAGES).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="hidden">{said.theme}</span>
          <select
            value={theme.value}
            onChange={({ currentTarget: { value } }) => {
              theme.value = value;
            }}
          >
            {THEMES.map((key) => (
              <option key={key} value={key}>
                {said.themes[key]}
              </option>
            ))}
          </select>
        </label>
        {token.value !== '' && !isDenied.value && (
          <button type="button" onClick={signOut}>
            {said.signOut}
          </button>
        )}
        <a href="docs">{said.api}</a>
      </div>
    </header>
  );
}

function Tab({ to, text }: { to: Route; text: string }) {
  const { view } = route.value;
  const isHere = view === to.view || (view === 'sync' && to.view === 'syncs');
  return (
    <a href={hrefOf(to)} aria-current={isHere ? 'page' : undefined}>
      {text}
    </a>
  );
}

function Connection() {
  const said = words.value;
  const { state } = connection.value;
  if (isDenied.value) return null;
  return (
    <span class={`connection ${state}`}>
      {state === 'live' ? said.live : state === 'lost' ? said.lost : said.connecting}
    </span>
  );
}

/** What was seen with the token goes with it. */
function signOut(): void {
  token.value = '';
  overview.value = undefined;
  connection.value = { state: 'connecting' };
  isDenied.value = true;
}
