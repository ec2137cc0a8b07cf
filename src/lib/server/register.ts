/** The import of register, schools and people: previewed against the register as it stands, then written whole or not at all. */
import { createHash } from 'node:crypto';
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import {
	personChanges,
	planChanges,
	schoolChanges,
	type PlanChanges,
	type PresentPerson
} from '#lib/domain/register-changes.ts';
import {
	planFactLabels,
	type ImportDone,
	type PlanFact,
	type RegisterImport,
	type RegisterPreview
} from '#lib/domain/register.ts';
import type { School } from '#lib/domain/school.ts';
import { record, type By } from './activity.ts';
import { inTransaction, partnershipOf, type Store } from './db/store.ts';
import { newId } from './ids.ts';
import * as interests from './interests.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import { problemsOf } from './register-problems.ts';
import * as registerWriting from './register-writing.ts';
import * as schools from './schools.ts';

/** The register before an import. */
export interface Present {
	readonly code: string;
	readonly laCode: string;
	readonly plans: readonly Plan[];
	readonly schools: readonly School[];
	readonly people: readonly PresentPerson[];
	/** What was added or put right by hand, and which plans were ended so. */
	readonly byHand: Readonly<Record<'plans' | 'endedPlans' | 'schools' | 'people', readonly string[]>>;
	/** The last import that held plans. */
	readonly lastReturn: { readonly keyId: string; readonly referenceDate: PlainDate } | null;
	/** Names this state: any change to what an import compares itself with changes it. */
	readonly basis: string;
}

/** What an import would change. */
export interface Changes {
	readonly plans: PlanChanges | null;
	readonly schools: ReturnType<typeof schoolChanges> | null;
	readonly people: ReturnType<typeof personChanges> | null;
}

async function presentOf(store: Store): Promise<Present> {
	const { code, laCode } = await partnershipOf(store);
	const ties = (await interests.list(store)).filter(({ source }) => source === 'people_file');
	const tiesOf = Map.groupBy(ties, ({ auditorId }) => auditorId);
	const state = {
		plans: await plans.list(store),
		schools: await schools.list(store),
		people: (await people.list(store)).map((person): PresentPerson => ({
			...person,
			interestUrns: (tiesOf.get(person.personId) ?? []).flatMap(({ schoolUrn }) => schoolUrn ?? []).sort()
		})),
		byHand: await byHand(store),
		lastReturn: await lastReturn(store)
	};
	const basis = createHash('sha256').update(JSON.stringify(state)).digest('hex');
	return { code, laCode, ...state, basis };
}

async function byHand(store: Store): Promise<Present['byHand']> {
	const marks = [...(await plans.marks(store))];
	return {
		plans: marks.filter(([, mark]) => mark.correctedAt ?? mark.addedAt).map(([planRef]) => planRef),
		endedPlans: marks.filter(([, mark]) => mark.endedAt).map(([planRef]) => planRef),
		schools: await schools.corrected(store),
		people: await people.corrected(store)
	};
}

async function lastReturn(store: Store): Promise<Present['lastReturn']> {
	const row = await store
		.selectFrom('registerImport')
		.select(['keyId', 'referenceDate'])
		.where('keyId', 'is not', null)
		.where('undoneAt', 'is', null)
		.orderBy('importId', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row?.keyId && row.referenceDate ? { keyId: row.keyId, referenceDate: row.referenceDate } : null;
}

function changesOf(present: Present, what: RegisterImport, keep: boolean): Changes {
	const kept = (corrected: readonly string[]) => ({ corrected: new Set(corrected), keep });
	return {
		plans:
			what.return &&
			planChanges(present.plans, what.return.plans, {
				referenceDate: what.return.referenceDate,
				sameReturn: present.lastReturn?.referenceDate === what.return.referenceDate,
				byHand: kept(present.byHand.plans),
				endedByHand: new Set(present.byHand.endedPlans)
			}),
		schools: what.schools && schoolChanges(present.schools, what.schools, kept(present.byHand.schools)),
		people: what.people && personChanges(present.people, what.people, kept(present.byHand.people))
	};
}

function countsOf(what: RegisterImport, changes: Changes): Omit<RegisterPreview, 'basis' | 'problems'> {
	const facts = Object.fromEntries(Object.keys(planFactLabels).map((fact) => [fact, 0])) as Record<PlanFact, number>;
	for (const { what: changed } of changes.plans?.changed ?? []) for (const fact of changed) facts[fact] += 1;
	return {
		plans: changes.plans && {
			added: changes.plans.added.length,
			changed: changes.plans.changed.length,
			unchanged: changes.plans.unchanged,
			ended: changes.plans.ended.length,
			leftOut: changes.plans.leftOut,
			withoutNumber: what.return?.plans.filter(({ matchKey }) => matchKey === null).length ?? 0,
			stayEnded: changes.plans.stayEnded,
			byHand: changes.plans.byHand,
			facts
		},
		schools: changes.schools && {
			added: changes.schools.added.length,
			changed: changes.schools.changed.length,
			closed: changes.schools.closed,
			unchanged: changes.schools.unchanged,
			byHand: changes.schools.byHand
		},
		people: changes.people && {
			added: changes.people.added.length,
			changed: changes.people.changed.length,
			unchanged: changes.people.unchanged,
			byHand: changes.people.byHand,
			missing: changes.people.missing.map(({ name }) => name)
		}
	};
}

/** Gives what an import would do to the register as it stands, and what only the server can find wrong with it. Writes nothing. */
export async function preview(store: Store, what: RegisterImport, actorId: string): Promise<RegisterPreview> {
	// In a transaction, so that all of it is one moment's register.
	return inTransaction(store, async (tx) => {
		const present = await presentOf(tx);
		const changes = changesOf(present, what, false);
		return {
			basis: present.basis,
			...countsOf(what, changes),
			problems: problemsOf(present, what, changes.plans, actorId)
		};
	});
}

/**
 * Writes an import: all of it or none. `basis` is the preview's. Refuses `import.stale` where the register is no longer the one that
 * was previewed, and `import.invalid` where an error is left. With `keepByHand` what was put right by hand stays as it is. `below(n)`
 * gives a whole number from 0 to n - 1 for the references of new plans: unpredictable ones, but for the demonstration, whose references
 * must come out the same each time.
 */
export async function confirm(
	store: Store,
	what: RegisterImport,
	basis: string,
	by: By & { readonly actorId: string },
	options: { readonly keepByHand?: boolean; readonly below?: (n: number) => number } = {}
): Promise<ImportDone> {
	return inTransaction(store, async (tx) => {
		const present = await presentOf(tx);
		if (present.basis !== basis) throw new Refusal('import.stale');
		const changes = changesOf(present, what, options.keepByHand ?? false);
		const problems = problemsOf(present, what, changes.plans, by.actorId);
		const errors = problems.filter(({ severity }) => severity === 'error');
		if (errors.length > 0) {
			throw new Refusal(
				'import.invalid',
				errors.map(({ part, index, column, code }) => [part, index, column, code].filter((at) => at !== null).join(' '))
			);
		}
		const importId = newId();
		const counts = countsOf(what, changes);
		await tx
			.insertInto('registerImport')
			.values({
				importId,
				importedAt: by.now,
				importedBy: by.actorId,
				keyId: what.return?.keyId ?? null,
				referenceDate: what.return?.referenceDate ?? null,
				counts: JSON.stringify(numbersOf(counts))
			})
			.execute();
		await registerWriting.write(tx, importId, present, changes, what.return?.referenceDate ?? null, by, options.below);
		await record(tx, { ...by, action: 'register.imported', subject: importId, details: numbersOf(counts) });
		return { importId, preview: { ...counts, problems } };
	});
}

/** The counts that are kept with an import and its line of activity: numbers alone, no names. */
function numbersOf({ plans, schools, people }: Omit<RegisterPreview, 'basis' | 'problems'>): Record<string, number> {
	return {
		...(plans && {
			plansAdded: plans.added,
			plansChanged: plans.changed,
			plansUnchanged: plans.unchanged,
			plansEnded: plans.ended
		}),
		...(schools && {
			schoolsAdded: schools.added,
			schoolsChanged: schools.changed,
			schoolsUnchanged: schools.unchanged
		}),
		...(people && { peopleAdded: people.added, peopleChanged: people.changed, peopleUnchanged: people.unchanged })
	};
}

/** Gives what the coordinator's browser tells its key by: the partnership's letters, and the name of the last import's key. */
export async function keySetting(store: Store): Promise<{ code: string; lastKeyId: string | null }> {
	const { code } = await partnershipOf(store);
	return { code, lastKeyId: (await lastReturn(store))?.keyId ?? null };
}

/** Gives what the import page needs to know of the register: whose it is, the URNs that it names, and the key of the last return. */
export async function importSetting(store: Store): Promise<{
	code: string;
	laCode: string;
	namedUrns: string[];
	lastKeyId: string | null;
	lastReferenceDate: PlainDate | null;
}> {
	const { code, laCode } = await partnershipOf(store);
	const urns = new Set<string>();
	for (const { urn } of await schools.list(store)) urns.add(urn);
	for (const urn of (await plans.countsBy(store, 'schoolUrn')).keys()) if (urn !== '') urns.add(urn);
	for (const { schoolUrns } of await people.list(store)) for (const urn of schoolUrns) urns.add(urn);
	for (const { schoolUrn } of await interests.list(store)) if (schoolUrn !== null) urns.add(schoolUrn);
	const last = await lastReturn(store);
	return {
		code,
		laCode,
		namedUrns: [...urns].sort(),
		lastKeyId: last?.keyId ?? null,
		lastReferenceDate: last?.referenceDate ?? null
	};
}

/** Gives what the page of plain lists needs to know: whose the register is, the key of the last import, and its settings by name. */
export async function listSetting(store: Store): Promise<{
	code: string;
	laCode: string;
	lastKeyId: string | null;
	schools: { urn: string; name: string }[];
}> {
	const { code, laCode } = await partnershipOf(store);
	const named = (await schools.list(store)).map(({ urn, name }) => ({ urn, name }));
	return { code, laCode, lastKeyId: (await lastReturn(store))?.keyId ?? null, schools: named };
}
