import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHosted } from '../support/hosted.ts';

const FILES = {
  'modelrail.yaml': [
    'platforms:',
    '  cq: { kind: chongqing-bim, baseUrl: "http://127.0.0.1:1", tokenUrl: "http://127.0.0.1:1", username: u, password: p, bimApiKey: k }',
    '  e3: { kind: fractal3d, baseUrl: "http://127.0.0.1:1", apiKey: k }',
    'notify: { team: { url: "http://127.0.0.1:1", form: feishu } }',
  ],
  'twice.yaml': ['platforms: {}', 'platforms: {}'],
  'wrong.yaml': ['platforms: {}', 'gatway: {}'],
  'broken-request.yaml': ['platform: cq', 'files: ["a'],
  'request.yaml': [
    'platform: cq',
    'project: { id: P, nmae: x }',
    'files:',
    '  - { source: house, md5: x }',
    '  - { source: "s3://b", tags: x }',
  ],
  'drawing.yaml': ['platform: e3', 'thumbnail: big', 'retention: 0', 'files: [{ source: plan.xyz }]'],
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-chinese-'));
  for (const [name, lines] of Object.entries(FILES)) await writeFile(join(folder, name), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function modelrail(...words: readonly string[]) {
  return runHosted(words, { cwd: folder, env: { PATH: process.env['PATH'] } });
}

describe('Chinese', () => {
  test.for([
    [['call', 'cq', '--config', 'nowhere.yaml'], ['错误：配置文件 nowhere.yaml 不存在']],
    [['sync', 'trigger', 'a', '--approve', 'nowhere.json'], ['错误：nowhere.json 不存在']],
    [
      ['sync', 'trigger', 'a', '--approve', 'request.yaml'],
      [
        '错误：request.yaml 不是已保存的计划（先用 `modelrail sync plan NAME --output FILE` 保存）：内容不是完整的 JSON',
      ],
    ],
    [['call', 'cq', '--config', 'latin.yaml'], ['配置文件 latin.yaml 既不是 UTF-8，也不是带字节顺序标记的 UTF-16']],
    [['call', 'cq', '--config', 'twice.yaml'], ['错误：twice.yaml:2：同一个键写了两次']],
    [['call', 'cq', '--config', 'wrong.yaml'], ['错误：wrong.yaml:2：gatway 不是可用的键；是不是 gateway？']],
    [['ingest', '--request', 'nowhere.yaml'], ['请求文件 nowhere.yaml 不存在']],
    [
      ['ingest', '--request', 'request.yaml', '--platform', 'cq'],
      ['--platform 不能与 --request 合用：请写进 request.yaml'],
    ],
    [['ingest', '--request', 'broken-request.yaml'], ['缺少结尾的双引号']],
    [
      ['ingest', '--request', 'request.yaml'],
      [
        'request.yaml:2：project.nmae 不是可用的键；是不是 name？',
        'request.yaml:4：files[0].md5 须为 32 位十六进制的 MD5',
        'request.yaml:5：files[1].source 不是 s3://BUCKET/KEY',
        'request.yaml:5：files[1].tags 须为列表，不能是 "x"',
        'request.yaml:4：files[0].name 没有填写：house 没有扩展名，而平台靠它识别文件类型',
      ],
    ],
    [
      ['ingest', '--request', 'drawing.yaml'],
      [
        'drawing.yaml:2：thumbnail 须为以像素计的宽和高，如 400x300',
        'drawing.yaml:3：retention 须为 -1（永久）或 1 到 ',
        'drawing.yaml:1：target 没有填写：从 plan.xyz 的类型看不出是三维图（e3dx）还是二维图（e2dx）',
        'plan.xyz 不存在',
      ],
    ],
    [
      ['ingest', 'x.ifc', '--platform', 'cq', '--project-id', 'P', '--thumbnail', '1x1'],
      ['--thumbnail 用于 fractal3d 平台，不能用于 chongqing-bim'],
    ],
    [['init', '--config', 'new.yaml', '--kind', 'persagi'], ['错误：--kind：没有 persagi；是不是 persagy？']],
    [
      ['init', '--config', 'new.yaml', '--kind', 'persagy', '--name', '1', '--set', 'x=1', '--set', 'baseUrl=x'],
      [
        '--name：只能有字母、数字、- 和 _，以字母开头',
        '--set x：须为 KEY=VALUE，键为 baseUrl',
        '--set baseUrl：须为网址，如 https://bim.example.com，不能是 x',
      ],
    ],
  ] as const)('%j is told what is wrong', async ([args, lines]) => {
    const { code, stdout, stderr } = await modelrail(...args, '--lang', 'zh');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const line of lines) expect(stderr).toContain(line);
    const [json, english] = await Promise.all([
      modelrail(...args, '--json', '--lang', 'zh'),
      modelrail(...args, '--json', '--lang', 'en'),
    ]);
    expect(json).toEqual(english);
    expect(json.stdout).not.toMatch(/\p{Script=Han}/u);
  });
});
