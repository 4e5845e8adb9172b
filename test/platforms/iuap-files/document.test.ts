import { expect, test } from 'vitest';
import { endpoints } from '../../../platforms/iuap-files/endpoints.ts';

/** Every call of the document, in its order: its heading, and what it is called by. */
const CALLS_OF_THE_DOCUMENT = `
1.附件上传 POST /iuap-saas-filesystem-service/file/upload
2.附件删除 GET /iuap-saas-filesystem-service/file/delete
3.根据IDS批量删除 GET /iuap-saas-filesystem-service/file/batchDeleteByIds
4.附件更新 POST /iuap-saas-filesystem-service/file/update
5.批量更新附件路径 POST /iuap-saas-filesystem-service/file/updateBatch
6.附件查询 GET /iuap-saas-filesystem-service/file/query
7.替换附件 POST /iuap-saas-filesystem-service/file/replace
8.附件复制 POST /iuap-saas-filesystem-service/file/copy
9.附件下载 POST /iuap-saas-filesystem-service/file/download
10.获取附件url地址 POST /iuap-saas-filesystem-service/file/url
11. oss直传 POST /iuap-saas-filesystem-service/file/oss
12. oss直传（加签） POST /iuap-saas-filesystem-service/file/osssign
13. oss直传（回写到数据库表） POST /iuap-saas-filesystem-service/file/rewrite
`;

/** The parameters of each, in the document's order; those that it requires with a star. */
const PARAMETERS_OF_THE_DOCUMENT = `
upload filepath* groupname* permission url thumbnail isreplace isencrypt
delete id*
batchDeleteByIds ids*
update id* pkfile filename filepath groupname permission uploader uploadTime sysid tenant modular url sourcetenant secretkey filesize
updateBatch fileIDs* filepath* tenant
query filepath* groupname tenant
replace id* filepath groupname permission url thumbnail isencrypt
copy filepath* groupname* id* tenant
download id* permission stream
url ids* thumbnail
oss filepath* groupname* filename* isreplace
osssign filepath* groupname* filename* isreplace permission bucketname*
rewrite filepath* groupname* filename* permission sysid tenantid url* size* thumbnail userid
`;

test('the table of endpoints has every call of the document, and no other', () => {
  const lines = Object.values(endpoints).map(({ section, method, path }) => `${section} ${method} ${path}`);
  expect(lines).toEqual(CALLS_OF_THE_DOCUMENT.trim().split('\n'));
});

test('each call takes the parameters of the document, and no others', () => {
  const lines = Object.entries(endpoints).map(([name, { parameters }]) => {
    const { properties = {}, required = [] } = parameters.toJSONSchema({ io: 'input' });
    return [name, ...Object.keys(properties).map((key) => (required.includes(key) ? `${key}*` : key))].join(' ');
  });
  expect(lines).toEqual(PARAMETERS_OF_THE_DOCUMENT.trim().split('\n'));
});
