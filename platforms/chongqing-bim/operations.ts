/** The operations of the platform in words, for those who call them by name; what their fields are made of is in `endpoints.ts`. */
import { z } from 'zod';
import { describeOperations, operation, record, secret } from '../../lib/operations/describe.ts';
import { type EndpointName, endpoints } from './endpoints.ts';

/** Fields of answers that hold secrets, in lower case. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['access_token', 'refresh_token', 'id_token']);

const modelGroupId = 'Id of the model group, a GUID that the caller makes';
const taskId = 'Id of the task of the conversion';
const hash = 'MD5 of the file, in hex';
/** The manual names a dictionary for its option fields, and does not contain it (reading 11). */
const option = (what: string) => `${what}: a number of the platform's dictionary`;

/** Every operation, by the name of its endpoint. */
export const operations = {
  token: operation(z.strictObject({ username: z.string(), password: z.string() }), {
    text: 'Get a token for an account; the token is not shown',
    effect: 'repeatable',
    address: '{tokenUrl}',
    added: ['username', 'password'],
    fields: {
      username: 'Name of the account; default: that of the configuration',
      password: secret('Its password; default: that of the configuration'),
    },
  }),
  uploadFileStatus: operation(endpoints.uploadFileStatus.parameters, {
    text: 'What the platform has of a file: status 0 nothing, 1 the chunks that are not in unUploadChunks, 2 all of it',
    effect: 'read',
    added: ['totalChunks'],
    fields: { hash, totalChunks: '-1: it is asked about all chunks' },
  }),
  upload: operation(endpoints.upload.parameters, {
    text: 'Send a chunk of a file, or ask for the merge of its chunks',
    effect: 'repeatable',
    command: 'ingest FILE…',
    fields: {
      fileName: 'Name of the file',
      fileExtention: 'Its type, with the dot',
      fileHash: hash,
      fileSize: 'Bytes of the file',
      totalChunks: 'Chunks of the file',
      chunkNumber: 'Number of this chunk; -1 asks for the merge',
      currentChunkSize: 'Bytes of this chunk; 0 for the merge',
      tags: 'Tags of the file',
    },
  }),
  synchronous: operation(endpoints.synchronous.parameters, {
    text: 'Synchronise a file whose status is not 2 after its merge',
    effect: 'repeatable',
    fields: { hash },
  }),
  convertModel: operation(endpoints.convertModel.parameters, {
    text: 'Ask for the conversion of files, as one task',
    effect: 'once',
    fields: {
      modelGroupId,
      fileList: record('The files', {
        id: 'Id of the record of the file',
        Name: 'Name of the model',
        Type: 'Type of the file, with the dot, as its record has it',
        Size: 'Bytes, as its record has them',
        Hash: 'MD5, as its record has it',
        Path: 'Path, as its record has it',
        Tags: 'Tags of the model',
      }),
    },
  }),
  convertProcess: operation(endpoints.convertProcess.parameters, {
    text: 'How a conversion stands; a model with an errorMessage has failed, whatever the task says',
    effect: 'read',
    fields: { modelGroupId, taskId },
  }),
  createProject: operation(
    z.strictObject({ ...endpoints.createProject.parameters.shape, AreaCode: z.string().min(1) }),
    {
      text: 'Make a project',
      effect: 'once',
      added: ['Rate', 'Status'],
      fields: {
        Id: 'Id of the project, a GUID that the caller makes',
        Code: 'Code of the project',
        Name: 'Name of the project',
        AreaCode: 'Code of its area; it is sent under the name that the setting areaField says',
        Type: option('Type of the project'),
        Stage: option('Stage of the project'),
        Rate: `${option('Progress of the project')}; default: the setting rateDefault`,
        Status: `${option('State of the project')}; default: the setting statusDefault`,
        Address: 'Its address',
        StartDate: 'When its building begins, yyyy-MM-dd',
        FinishDate: 'When its building ends, yyyy-MM-dd',
      },
    },
  ),
  createProjectGroup: operation(endpoints.createProjectGroup.parameters, {
    text: 'Make a model group of a project',
    effect: 'once',
    fields: {
      Id: modelGroupId,
      Name: 'Name of the group',
      ProjectId: 'Id of its project',
      TaskId: taskId,
      ParentModelGroupId: 'Id of the group that it lies below',
    },
  }),
  createProjectFile: operation(endpoints.createProjectFile.parameters, {
    text: 'Record converted models in a model group',
    effect: 'once',
    fields: {
      modelList: record('The models', {
        projectId: 'Id of the project',
        modelGroupId,
        ssoCreatorUserId: 'createdUserId of the record of the file',
        size: 'Bytes, as the record of the file has them',
        name: 'Name of the model',
        imageUrl: 'Address of a picture; may be empty',
        path: 'Path, as the record of the file has it',
        fileName: 'Name of the file',
        hash,
        type: 'Type of the file, with the dot, as its record has it',
        taskId,
      }),
    },
  }),
} satisfies Record<EndpointName, unknown>;

/** The operations of the platform, for those who call them by name. */
export const operationTable = describeOperations(endpoints, operations);
