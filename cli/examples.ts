import type { Command } from 'commander';
import { say } from '../lib/words/say.ts';
import type { PlainText } from '../lib/words/text.ts';

const ID = 'house-structure';

/** What is typed, and what it does where that is not plain. */
type Example = string | readonly [line: string, about: PlainText];

const ABOUT_COLUMN = 44;

/** What stands at the end of the help of each command; a command that has others below it stands by itself. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  '': [
    ['modelrail demo', 'the whole system for one ingestion, nothing left behind'],
    'modelrail ingest models --platform cq --project-id P-1',
    'modelrail help ingest',
  ],
  init: ['modelrail init', 'modelrail init --kind KIND --name cq --set baseUrl=https://bim.example.com'],
  demo: ['modelrail demo', 'modelrail demo models/house.ifc --keep'],
  dev: ['modelrail dev', 'modelrail dev --simulators --port 7233'],
  ingest: [
    'modelrail ingest models --platform cq --project-id P-1 --dry-run',
    "modelrail ingest 'models/**/*.rvt' --project-id P-1 --detach",
    'modelrail ingest house.ifc --project-name House --project-code H-1 --area-code 500103 --type 10 --stage 1',
    `modelrail ingest --request house.yaml --id ${ID}`,
  ],
  list: ['modelrail list --since 2h', 'modelrail list --status failed --json', 'modelrail list --waiting'],
  top: ['modelrail top'],
  show: [`modelrail show ${ID}`, `modelrail show ${ID} --manifest`],
  verify: [`modelrail verify ${ID}`],
  report: [
    `modelrail report ${ID} --output house.html`,
    `modelrail report ${ID} --format csv --lang zh`,
    'modelrail report --check house.csv models',
  ],
  watch: [`modelrail watch ${ID}`, `modelrail watch ${ID} --events`],
  set: [`modelrail set ${ID} --bwlimit 10M`, `modelrail set ${ID} --concurrency 4`],
  pause: [`modelrail pause ${ID}`, 'modelrail pause --platform cq'],
  resume: [`modelrail resume ${ID}`, 'modelrail resume --status paused --yes'],
  cancel: [`modelrail cancel ${ID}`, 'modelrail cancel --platform cq --since 2h'],
  retry: [
    `modelrail retry ${ID}`,
    `modelrail retry ${ID} --source house.ifc=https://models.example.org/house.ifc`,
    'modelrail retry --waiting --yes',
  ],
  sync: ['modelrail sync create handover --source handover --every 1h --project-id P-1', 'modelrail sync list'],
  'sync create': [
    'modelrail sync create handover --source handover --every 1h --platform cq --project-id P-1',
    'modelrail sync create nightly --source s3://models/incoming/ --cron "0 2 * * *" --timezone Asia/Shanghai --project-id P-1',
  ],
  'sync apply': ['modelrail sync apply --dry-run', 'modelrail sync apply --prune'],
  'sync list': ['modelrail sync list'],
  'sync show': ['modelrail sync show handover'],
  'sync trigger': ['modelrail sync trigger handover', 'modelrail sync trigger handover --approve plan.json'],
  'sync backfill': ['modelrail sync backfill handover --from 2d --to 1d'],
  'sync plan': ['modelrail sync plan handover --output plan.json'],
  'sync pause': ['modelrail sync pause handover --note "the share is moved"'],
  'sync resume': ['modelrail sync resume handover'],
  'sync export': ['modelrail sync export handover --output handover.jsonl'],
  'sync import': ['modelrail sync import handover handover.jsonl --yes'],
  'sync delete': ['modelrail sync delete handover'],
  comments: ['modelrail comments 4711 --follow', 'modelrail comments 4711 --post "Level 2 is missing"'],
  directory: ['modelrail directory --platform ops'],
  provision: [
    'modelrail provision plan.yaml --dry-run --output changes.json',
    'modelrail provision --approve changes.json',
    'modelrail provision --rollback --id provision-1',
  ],
  mirror: ['modelrail mirror --platform ops --to cq --map map.yaml --dry-run'],
  upgrade: ['modelrail upgrade --platform ops'],
  disk: ['modelrail disk uncompleted'],
  'disk uncompleted': ['modelrail disk uncompleted --platform disk --finish'],
  attachments: ['modelrail attachments list --filepath contract-7'],
  'attachments list': ['modelrail attachments list --filepath contract-7 --groupname drawings'],
  'attachments get': ['modelrail attachments get 6630 6631 --save drawings'],
  'attachments rm': ['modelrail attachments rm 6630'],
  'attachments mv': ['modelrail attachments mv 6630 --filepath contract-8'],
  'attachments cp': ['modelrail attachments cp 6630 --filepath contract-8 --groupname drawings'],
  'attachments replace': ['modelrail attachments replace 6630 house.dwg'],
  'attachments url': ['modelrail attachments url 6630 6631'],
  call: [
    ['modelrail call ops', 'all operations that there are'],
    'modelrail call ops role/querySaasRoleList --fields',
    'modelrail call ops role/querySaasRoleList --input \'{"appId":"PC"}\'',
  ],
  worker: ['modelrail worker', 'modelrail worker --log-format json --log-file worker.log'],
  gateway: ['modelrail gateway', 'modelrail gateway --host 127.0.0.1 --port 8088'],
  simulate: ['modelrail simulate', 'modelrail simulate --port 0 --convert-time 30s'],
  notify: ['modelrail notify test'],
  'notify test': ['modelrail notify test', 'modelrail notify test office'],
  doctor: ['modelrail doctor', 'modelrail doctor --fix'],
  help: ['modelrail help ingest', 'modelrail help sync create'],
  version: ['modelrail version'],
  completion: ['modelrail completion bash', 'modelrail completion powershell'],
  __complete: ["modelrail __complete zsh -- sync ''"],
};

/** Ends the help of every command with its examples. */
export function addExamples(program: Command): void {
  add(program, '');
}

function add(command: Command, name: string): void {
  const lines = EXAMPLES[name] ?? [];
  if (lines.length > 0) {
    command.addHelpText('after', () => `\n${say('Examples:')}\n${lines.map(exampleText).join('\n')}`);
  }
  for (const below of command.commands) add(below, `${name} ${below.name()}`.trim());
}

function exampleText(example: Example): string {
  if (typeof example === 'string') return `  ${example}`;
  const [line, about] = example;
  return `  ${line.padEnd(ABOUT_COLUMN)}# ${say(about)}`;
}
