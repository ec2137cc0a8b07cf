/** How the pages of the questions name a version in an address: `rubricId@version`, or `draft:` and a draft's id. */
import type { Rubric } from '#lib/domain/rubric.ts';
import { shaped } from '#lib/domain/rubric-draft.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';

export interface VersionChoice {
	readonly key: string;
	readonly label: string;
}

/** Gives every version that can be chosen, published ones first. */
export async function choices(store: Store): Promise<VersionChoice[]> {
	const published = await rubrics.list(store);
	const drafts = (await rubricDrafts.list(store)).filter(({ publishedAt }) => publishedAt === null);
	return [
		...published.map(({ rubricId, version }) => ({
			key: `${rubricId}@${version}`,
			label: `${rubricId}, version ${version}`
		})),
		...drafts.map(({ draftId, name }) => ({ key: `draft:${draftId}`, label: `Draft: ${name}` }))
	];
}

/**
 * Gives the rubric that a key names; null for a draft that is too misshapen to be compared. Refuses `thing.not_found` for one that is not
 * there.
 */
export async function byKey(store: Store, key: string): Promise<Rubric | null> {
	if (key.startsWith('draft:')) return shaped((await rubricDrafts.get(store, key.slice('draft:'.length))).body);
	const [rubricId = '', version = ''] = key.split('@');
	if (!rubricId || !version) throw new Refusal('thing.not_found');
	return rubrics.get(store, rubricId, version);
}
