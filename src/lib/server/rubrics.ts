/** The published rubrics of a partnership. A version never changes once it is there; the store refuses it too. */
import { Refusal } from '#lib/domain/problem.ts';
import { Rubric } from '#lib/domain/rubric.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { record, type By } from './activity.ts';
import { contentHash } from './content-hash.ts';
import { inTransaction, type Store } from './db/store.ts';

export interface PublishedRubric {
	readonly rubricId: string;
	readonly version: string;
	readonly contentHash: string;
	readonly publishedAt: Instant;
}

/** Parsed rubrics by partnership and version, so that an exchange need not read one again: what is published never changes. */
const parsed = new Map<string, Rubric>();
/** The same by the hash of their content: partnerships share the few there are. */
const byHash = new Map<string, Rubric>();
const KEPT = 1_000;

/**
 * Publishes a rubric after checking all of it. The very same content again changes nothing; other content under the same id and
 * version is refused (`rubric.changed`). Throws a ZodError on a rubric that breaks its schema.
 */
export async function publish(store: Store, rubric: unknown, by: By): Promise<PublishedRubric> {
	const checked = Rubric.parse(rubric);
	// The file as it came is what is hashed and kept: a parser that drops or adds nothing is not something to rely on.
	const hash = contentHash(rubric);
	const { rubricId, version } = checked;
	return inTransaction(store, async (tx) => {
		const before = await line(tx, rubricId, version);
		if (before) {
			if (before.contentHash !== hash) throw new Refusal('rubric.changed', [`${rubricId}@${version}`]);
			return before;
		}
		const published = { rubricId, version, contentHash: hash, publishedAt: by.now };
		await tx
			.insertInto('rubric')
			.values({ ...published, body: JSON.stringify(rubric) })
			.execute();
		await record(tx, { ...by, action: 'rubric.published', subject: `${rubricId}@${version}` });
		return published;
	});
}

async function line(store: Store, rubricId: string, version: string): Promise<PublishedRubric | undefined> {
	return store
		.selectFrom('rubric')
		.select(['rubricId', 'version', 'contentHash', 'publishedAt'])
		.where('rubricId', '=', rubricId)
		.where('version', '=', version)
		.executeTakeFirst();
}

/** Gives what is published, the newest first, without the questions themselves. */
export async function list(store: Store): Promise<PublishedRubric[]> {
	return store
		.selectFrom('rubric')
		.select(['rubricId', 'version', 'contentHash', 'publishedAt'])
		.orderBy('publishedAt', 'desc')
		.orderBy('rubricId')
		.orderBy('version', 'desc')
		.execute();
}

/** Gives one rubric version; do not change it, it is shared. Refuses `thing.not_found`. */
export async function get(store: Store, rubricId: string, version: string): Promise<Rubric> {
	const key = `${store.partnershipId} ${rubricId}@${version}`;
	const kept = parsed.get(key);
	if (kept) return kept;
	const row = await store
		.selectFrom('rubric')
		.select(['contentHash', 'body'])
		.where('rubricId', '=', rubricId)
		.where('version', '=', version)
		.executeTakeFirst();
	if (!row) throw new Refusal('thing.not_found');
	const rubric = byHash.get(row.contentHash) ?? Rubric.parse(JSON.parse(row.body));
	if (parsed.size >= KEPT) parsed.clear();
	if (byHash.size >= KEPT) byHash.clear();
	byHash.set(row.contentHash, rubric);
	parsed.set(key, rubric);
	return rubric;
}

/** Gives the rubric version that was published last, or null. */
export async function latest(store: Store): Promise<Rubric | null> {
	const [newest] = await list(store);
	return newest ? get(store, newest.rubricId, newest.version) : null;
}
