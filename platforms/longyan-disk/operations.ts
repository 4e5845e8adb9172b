/** The operations of the platform in words, for those who call them by name; what their fields are made of is in `endpoints.ts`. */
import { CHOICES } from '../../contracts/longyan-disk/choices.ts';
import { code, describeOperations, operation, record } from '../../lib/operations/describe.ts';
import { type EndpointName, endpoints } from './endpoints.ts';

/** Fields of answers that hold secrets, in lower case. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['appkey', 'apikey', 'secretkey']);

/** What is said where a caller says nothing (reading 5); user and organisation are those of the settings. */
export const DEFAULTS = { ownerType: '0', parentId: '0', resSource: '0' } as const;

const periodId = 'Id of a teaching stage';
const subjectId = 'Id of a subject';
const gradeId = 'Id of a grade; no call lists grades';
const aamGradeId = 'Id of a grade in the AAM; it counts before gradeId';
const volumeId = 'Id of a volume';
const editionId = 'Id of an edition of textbooks';
const fid = 'Id of the file; its digits as a text where they are more than 15';
const userId = 'Id of the user; default: that of the configuration';
const orgId = 'Id of the organisation; default: that of the configuration';
const groupId = 'Id of the group; of what belongs to one';
const parentId = 'Id of the folder that it lies in; default 0: the root';
const ownerType = code('Whose it is; default 0', CHOICES.ownerType);
const fileMd5 = 'MD5 of the file, in hex';
const fileLength = 'Bytes of the file';

/** Every operation, by the name of its endpoint. */
export const operations = {
  createResource: operation(endpoints.createResource.parameters, {
    text: 'Make a resource of an uploaded file, or of a link',
    effect: 'once',
    added: ['ownerType', 'userId', 'orgId', 'parentId', 'resSource'],
    needs: [
      { when: 'resForm', is: '1', fields: ['fid'] },
      { when: 'resForm', is: '2', fields: ['url'] },
      { when: 'ownerType', is: '1', fields: ['groupId'] },
    ],
    fields: {
      fid: `${fid}; of a link there is none`,
      title: 'Title of the resource',
      keyword: 'Its keywords',
      intro: 'What it is',
      resForm: code('What it is made of', { '1': 'a file', '2': 'a link' }),
      url: 'The address of a link',
      periodId,
      subjectId,
      editionId,
      gradeId,
      volumeId,
      textbookId: 'Id of a textbook',
      chapterIdList: 'Ids of chapters of the textbook',
      resTypeIdList: 'Ids of types of resources',
      metadataIdList: 'Ids of metadata',
      ownerType,
      userId,
      orgId,
      groupId,
      parentId,
      issynchronization: code('Whether it is put among the resources of the person too', CHOICES.issynchronization),
      resSource: code('Where it comes from; default 0', CHOICES.resSource),
      canRemoved: code('Whether it can be removed; default 0', CHOICES.canRemoved),
    },
  }),
  queryPeriods: operation(endpoints.queryPeriods.parameters, {
    text: 'List the teaching stages that textbooks are of',
    effect: 'read',
    fields: { subjectId, gradeId, volumeId, editionId },
  }),
  querySubjects: operation(endpoints.querySubjects.parameters, {
    text: 'List the subjects that textbooks are of',
    effect: 'read',
    fields: { periodId, gradeId, aamGradeId, volumeId, editionId },
  }),
  queryEditions: operation(endpoints.queryEditions.parameters, {
    text: 'List the editions of textbooks',
    effect: 'read',
    fields: { volumeId, periodId, gradeId, aamGradeId, subjectId },
  }),
  queryVolumes: operation(endpoints.queryVolumes.parameters, {
    text: 'List the volumes of textbooks',
    effect: 'read',
    fields: { subjectId, gradeId, aamGradeId, periodId, editionId },
  }),
  queryTextbooks: operation(endpoints.queryTextbooks.parameters, {
    text: 'List textbooks',
    effect: 'read',
    fields: { editionId, volumeId, periodId, gradeId, aamGradeId, subjectId },
  }),
  queryChapters: operation(endpoints.queryChapters.parameters, {
    text: 'List the chapters of a textbook, or those below a chapter',
    effect: 'read',
    fields: {
      parentType: code('What parentId is', { '0': 'a textbook', '1': 'a chapter' }),
      parentId: 'Id of the textbook or of the chapter',
      retType: code('What is answered', { '0': 'all that is below', '1': 'the next level' }),
    },
  }),
  xkzyList: operation(endpoints.xkzyList.parameters, {
    text: 'List the resources of all subjects, page by page',
    effect: 'read',
    fields: {
      page: record('Which page', { curPage: 'The page, from 1', numPerPage: 'Resources on a page' }),
      query: record('What is looked for', {
        periodId,
        subjectId,
        volumeId,
        textbookId: 'Id of a textbook',
        chapterId: 'Id of a chapter',
        classificationId: 'The basic type',
        resType: code('Type of resource', {
          '0': 'all',
          '1': 'pictures',
          '2': 'texts',
          '3': 'videos',
          '4': 'sounds',
          '5': 'animations',
        }),
        keyword: 'A keyword',
        orderBy: code('What they are ordered by, the largest first; default viewCount', {
          viewCount: 'how often they were seen',
          downCount: 'how often they were fetched',
          createTime: 'when they were made',
          fileLength: 'their size',
          marks: 'their marks',
        }),
        platformCode: 'Code of a platform',
        gradeId,
      }),
    },
  }),
  uploadify: operation(endpoints.uploadify.parameters, {
    text: 'Send a file of 50 MiB at most, whole',
    effect: 'once',
    command: 'ingest FILE…',
    fields: {},
  }),
  createFid: operation(endpoints.createFid.parameters, {
    text: 'Begin an upload by position, or ask for one that was begun: filePos is where it goes on',
    effect: 'repeatable',
    added: ['userId'],
    fields: {
      fileMd5,
      userId,
      fileLength,
      filePathLocal: 'Path of the file where it comes from; no path of a whole machine',
    },
  }),
  fileResume: operation(endpoints.fileResume.parameters, {
    text: 'Send a part of a file at its position',
    effect: 'once',
    command: 'ingest FILE…',
    fields: {
      fid,
      userId,
      fileLength,
      fileMd5,
      fileNameLocal: 'Name of the file',
      filePos: 'Where the part begins, in bytes',
    },
  }),
  uncompletedFiles: operation(endpoints.uncompletedFiles.parameters, {
    text: 'List the uploads by position that are not complete',
    effect: 'read',
    added: ['userId'],
    fields: { userId },
  }),
  createFolder: operation(endpoints.createFolder.parameters, {
    text: 'Make a folder',
    effect: 'once',
    added: ['parentId', 'ownerType', 'userId', 'orgId'],
    needs: [{ when: 'ownerType', is: '1', fields: ['groupId'] }],
    fields: { parentId, ownerType, userId, orgId, dirName: 'Name of the folder', groupId },
  }),
} satisfies Record<EndpointName, unknown>;

/** The operations of the platform, for those who call them by name. */
export const operationTable = describeOperations(endpoints, operations);
