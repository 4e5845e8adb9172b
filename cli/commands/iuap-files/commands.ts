import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { PlaceOptions, SureOptions } from './change.ts';
import type { GetOptions } from './get.ts';
import type { ListOptions } from './list.ts';
import type { PlatformOption } from './platform.ts';

type Run = (command: (context: CliContext) => Promise<ExitCode>) => Promise<void>;

/** Adds the commands on attachments. What they do is imported when they run. */
export function addAttachmentsCommands(program: Command, run: Run): void {
  const attachments = program
    .command('attachments')
    .description('attachments of documents, on the service of iuap')
    .helpCommand(false);
  const add = (usage: string, description: string) =>
    attachments
      .command(usage)
      .description(description)
      .option('--platform <name>', 'platform of the configuration; may be left out where there is one of its kind');

  add('list', 'attachments of a document')
    .requiredOption('--filepath <key>', 'key of the document')
    .option('--groupname <name>', 'one group alone')
    .action((options: ListOptions) =>
      run(async (context) => (await import('./list.ts')).listAttachments(context, options)),
    );
  add('get <ids...>', 'saves attachments, each whole or not at all, and never over another content')
    .option('--save <folder>', 'where to; made where it is missing (default: the present folder)')
    .action((ids: string[], options: GetOptions) =>
      run(async (context) => (await import('./get.ts')).getAttachments(context, ids, options)),
    );
  add('rm <ids...>', 'deletes attachments')
    .option('--yes', 'without asking')
    .action((ids: string[], options: SureOptions) =>
      run(async (context) => (await import('./change.ts')).removeAttachments(context, ids, options)),
    );
  add('mv <ids...>', 'gives attachments to another document')
    .requiredOption('--filepath <key>', 'key of that document')
    .action((ids: string[], options: PlaceOptions) =>
      run(async (context) => (await import('./change.ts')).moveAttachments(context, ids, options)),
    );
  add('cp <id>', 'copies an attachment')
    .requiredOption('--filepath <key>', 'key of the document that gets the copy')
    .requiredOption('--groupname <name>', 'group of the copy')
    .action((id: string, options: PlaceOptions & { groupname: string }) =>
      run(async (context) => (await import('./change.ts')).copyAttachment(context, id, options)),
    );
  add('replace <id> <file>', 'gives an attachment the content and the name of a file')
    .option('--permission <permission>', 'who may read it: read, private or full (default: private)')
    .option('--yes', 'without asking')
    .action((id: string, file: string, options: SureOptions & { permission?: 'read' | 'private' | 'full' }) =>
      run(async (context) => (await import('./change.ts')).replaceAttachment(context, id, file, options)),
    );
  add('url <ids...>', 'addresses of attachments').action((ids: string[], options: PlatformOption) =>
    run(async (context) => (await import('./url.ts')).attachmentUrls(context, ids, options)),
  );
}
