import { randomUUID } from 'node:crypto';
import { PROJECT_FACTS } from './judged.ts';
import { SECRETS, USERNAME } from './processes.ts';

/** Makes projects in somebody else's name, before a round begins. */
export interface ForeignProjects {
  /** Gives the new project's id. */
  create(code: string): Promise<string>;
}

/** Speaks with the platform at `url` without any of the product's code. */
export function foreignProjects(url: string): ForeignProjects {
  return {
    async create(code) {
      const form = new URLSearchParams({ username: USERNAME, password: SECRETS.password });
      const token: unknown = await (await fetch(`${url}/token`, { method: 'POST', body: form })).json();
      const accessToken =
        typeof token === 'object' && token !== null && 'access_token' in token ? token.access_token : '';
      const { areaCode, type, stage } = PROJECT_FACTS;
      const id = randomUUID();
      const response = await fetch(`${url}/bim/api/v2/project/create`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${String(accessToken)}`,
          bimapikey: SECRETS.bimApiKey,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ Id: id, Code: code, Name: code, AreaCode: areaCode, Type: type, Stage: stage }),
      });
      const text = await response.text();
      if (!text.includes('"success":true')) throw new Error(`a project of somebody else: ${response.status} ${text}`);
      return id;
    },
  };
}
