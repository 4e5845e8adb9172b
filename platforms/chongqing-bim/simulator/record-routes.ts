import { bind } from './binder.ts';
import { type CallContext, registerCall } from './calls.ts';
import { createGroupForm, createModelsForm, createProjectForm } from './record-forms.ts';
import type { Records } from './records.ts';

/** Serves the three create calls. */
export function registerRecordRoutes(context: CallContext, records: Records): void {
  registerCall(context, {
    name: 'createProject',
    envelope: 'abp',
    handle: async (request) => records.createProject(bind(createProjectForm, request.body)),
  });
  registerCall(context, {
    name: 'createProjectGroup',
    envelope: 'abp',
    handle: async (request) => records.createGroup(bind(createGroupForm, request.body)),
  });
  registerCall(context, {
    name: 'createProjectFile',
    envelope: 'abp',
    handle: async (request) => records.createModels(bind(createModelsForm, request.body).modellist),
  });
}
