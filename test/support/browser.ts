import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of this machine; undefined where there is none: then tests of the page are left out. */
export const browserPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(isExecutable);

/** Said behind what is left out. */
export const left = browserPath === undefined ? ', left out: there is no Chromium here' : '';

/** How a page is to be seen. */
export interface Seen {
  language?: 'en' | 'zh';
  isDark?: boolean;
  isPhone?: boolean;
}

/** A page, and what went wrong on it. */
export interface OpenPage extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  /** Violations of the policy of contents, errors in the console and those that nothing has caught. */
  problems: string[];
  /** Addresses that were asked, without what is behind `?`. */
  asked: string[];
  /** What axe finds on the page as it is now, in lines. */
  violations(): Promise<string[]>;
}

/** Starts the browser; without it is an error. */
export function startBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error('there is no Chromium on PATH');
  // The sandbox of a browser needs rights that containers have not, and root has none of it.
  return chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
}

/** Opens an address in a session of its own. */
export async function openPage(browser: Browser, url: string, seen: Seen = {}): Promise<OpenPage> {
  const { language = 'en', isDark = false, isPhone = false } = seen;
  const context = await browser.newContext({
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    isMobile: isPhone,
    hasTouch: isPhone,
    colorScheme: isDark ? 'dark' : 'light',
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    acceptDownloads: true,
  });
  // Ends only what hangs: some tests send hundreds of files.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const problems: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    // That a call was refused is no error of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('request', (request) => asked.push(request.url().replace(/\?.*$/, '')));
  await page.goto(url);
  return {
    page,
    context,
    problems,
    asked,
    async violations() {
      await page.evaluate(axe.source);
      return page.evaluate<string[]>(
        `axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 160) + ': ' + failureSummary)))`,
      );
    },
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
