import type { ProjectState } from '../../contracts/chongqing-bim/state.ts';
import type { ResultOf } from '../../contracts/state.ts';
import type { SharedRegistration } from '../ingest/ingest-run.ts';
import { createProject, letRegistrationEnd } from './register-models.ts';

/** The project of an ingestion, which all its slices register their models under. */
export const sharedProject: SharedRegistration<'chongqing-bim'> = {
  isWanted: ({ own }) => own.batches.some((batch) => batch.converted.length > 0 && batch.records !== 'done'),
  read: ({ own }) => own.project,
  prepare: (run, isCancelled) => letRegistrationEnd(run, isCancelled, () => createProject(run)),
  give({ own }, project, isFinal) {
    // Only the ingestion creates it, or leaves it behind.
    own.project = isFinal ? { ...project, isGiven: true } : project;
  },
  learn({ own: { project } }, { status, resume }: ResultOf<'chongqing-bim'>) {
    const known: ProjectState | undefined = resume.project;
    if (project.assumed === undefined || known?.assumed !== undefined || known === undefined || status === 'cancelled')
      return;
    // The slice found that the project belongs to another client; or that it was not there, and created it.
    project.create = known.create;
    delete project.assumed;
    delete project.isGuess;
  },
};
