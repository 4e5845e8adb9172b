import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** Browsers of the last three years. */
const TARGET = ['es2022', 'chrome123', 'firefox120', 'safari17.5'];

/** What is bundled beside our own code: their licences want their notice in every copy. */
const BUNDLED = ['preact', '@preact/signals', '@preact/signals-core'];

/**
 * Builds the page of the gateway from `page/` below `root` into a folder: one script, one style sheet, an icon, and the document
 * that names them. Their names carry a digest of what is in them, so that browsers may keep them for ever.
 */
export async function buildPage(root: string, folder: string): Promise<void> {
  const notices = BUNDLED.map(
    async (name) => `${name}\n\n${await readFile(`${root}node_modules/${name}/LICENSE`, 'utf8')}`,
  );
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['page/main.tsx', 'page/style/index.css'],
    outdir: folder,
    entryNames: '[ext]',
    tsconfig: 'page/tsconfig.json',
    bundle: true,
    minify: true,
    format: 'esm',
    target: TARGET,
    legalComments: 'none',
    banner: { js: `/*\n${(await Promise.all(notices)).join('\n')}*/` },
    write: false,
    logLevel: 'warning',
  });
  await mkdir(folder, { recursive: true });
  const parts = [...outputFiles].map(({ path, contents }) => ({
    kind: path.endsWith('.css') ? 'css' : 'js',
    contents,
  }));
  const icon = { kind: 'svg', contents: new Uint8Array(await readFile(`${root}page/icon.svg`)) };
  const placeholders: Readonly<Record<string, string>> = { js: 'SCRIPT', css: 'STYLE', svg: 'ICON' };
  let html = await readFile(`${root}page/index.html`, 'utf8');
  for (const { kind, contents } of [...parts, icon]) {
    const name = `${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.${kind}`;
    await writeFile(`${folder}/${name}`, contents);
    html = html.replace(placeholders[kind] ?? '', name);
  }
  await writeFile(`${folder}/index.html`, html.replace(/>\s+</g, '><'));
}
