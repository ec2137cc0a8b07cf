/** Which school has a published summary, and who can read it. */
import { inForce } from '#lib/domain/plan.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { Store } from './db/store.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import * as schools from './schools.ts';

/** A headteacher's account and whether it lets them in. */
export interface Reader {
	readonly personId: string;
	readonly name: string;
	readonly state: 'joined' | 'not_joined' | 'no_access';
}

export interface SchoolReaders {
	readonly urn: string;
	readonly name: string;
	/** The school year of the latest published summary; null where none is. */
	readonly published: number | null;
	/** The school year of the latest compiled one that is not published; null where there is none. */
	readonly compiled: number | null;
	/** Whether a plan in force names the school: without one no summary is made. */
	readonly named: boolean;
	readonly readers: readonly Reader[];
}

/** Gives every school that has a summary, a plan or a headteacher, by name. */
export async function list(store: Store, now: Instant): Promise<SchoolReaders[]> {
	const today = londonDate(now);
	const rows = await store
		.selectFrom('schoolReport')
		.select(['schoolUrn', 'academicYear', 'publishedAt'])
		.orderBy('academicYear', 'desc')
		.execute();
	const summaries = Map.groupBy(rows, ({ schoolUrn }) => schoolUrn);
	const named = new Set((await plans.list(store)).filter((plan) => inForce(plan, today)).map((plan) => plan.schoolUrn));
	const joined = await people.signedUp(store);
	const heads = (await people.list(store)).filter(({ roles }) => roles.includes('headteacher'));
	const settings = new Map((await schools.list(store)).map(({ urn, name }) => [urn, name]));
	for (const { schoolUrns } of heads)
		for (const urn of schoolUrns) if (!settings.has(urn)) settings.set(urn, `Setting ${urn}, not in the register`);
	return [...settings]
		.map(([urn, name]): SchoolReaders => {
			const own = summaries.get(urn) ?? [];
			return {
				urn,
				name,
				published: own.find(({ publishedAt }) => publishedAt !== null)?.academicYear ?? null,
				compiled: own.find(({ publishedAt }) => publishedAt === null)?.academicYear ?? null,
				named: named.has(urn),
				readers: heads
					.filter(({ schoolUrns }) => schoolUrns.includes(urn))
					.map(({ personId, name, disabledAt }) => ({
						personId,
						name,
						state: disabledAt ? 'no_access' : joined.has(personId) ? 'joined' : 'not_joined'
					}))
			};
		})
		.filter((one) => one.named || one.readers.length > 0 || summaries.has(one.urn))
		.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.urn < b.urn ? -1 : 1));
}

/** Gives whether somebody who has joined can read the school's summaries. */
export function hasReader({ readers }: SchoolReaders): boolean {
	return readers.some(({ state }) => state === 'joined');
}
