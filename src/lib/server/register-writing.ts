/** What a confirmed import writes, and before it what was there: inside the transaction of the import. */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { Plan } from '#lib/domain/plan.ts';
import type { By } from './activity.ts';
import type { Store } from './db/store.ts';
import { newPlanRef } from './ids.ts';
import * as interests from './interests.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import { forgetEarlier, keep } from './register-before.ts';
import type { Changes, Present } from './register.ts';
import * as schools from './schools.ts';

/** Writes the changes of an import, whose own row is there already, and keeps what they write over until the next import. */
export async function write(
	tx: Store,
	importId: string,
	present: Present,
	changes: Changes,
	referenceDate: PlainDate | null,
	by: By,
	below?: (n: number) => number
): Promise<void> {
	await forgetEarlier(tx, importId);
	if (changes.plans && referenceDate !== null) {
		const written = writtenPlans(present, changes.plans, referenceDate, below);
		const refs = written.map(({ planRef }) => planRef);
		await keep(tx, importId, 'plan', refs);
		if (written.length > 0) await plans.upsertMany(tx, written, by);
	}
	if (changes.schools) {
		const written = [...changes.schools.added, ...changes.schools.changed];
		const urns = written.map(({ urn }) => urn);
		await keep(tx, importId, 'school', urns);
		if (written.length > 0) await schools.upsertMany(tx, written, by);
	}
	if (changes.people) await writePeople(tx, importId, changes.people, by);
}

function writtenPlans(
	present: Present,
	changes: NonNullable<Changes['plans']>,
	referenceDate: PlainDate,
	below?: (n: number) => number
): Plan[] {
	const taken = new Set(present.plans.map(({ planRef }) => planRef));
	const ended = new Set(changes.ended);
	return [
		...changes.added.map((facts) => ({ planRef: newPlanRef(present.code, taken, below), ...facts })),
		...changes.changed.map(({ planRef, facts }) => ({ planRef, ...facts })),
		...present.plans.filter(({ planRef }) => ended.has(planRef)).map((plan) => ({ ...plan, ceasedOn: referenceDate }))
	];
}

async function writePeople(
	tx: Store,
	importId: string,
	changes: NonNullable<Changes['people']>,
	by: By
): Promise<void> {
	const written = [...changes.added, ...changes.changed.map(({ person }) => person)];
	const emails = written.map(({ email }) => email);
	await keep(tx, importId, 'person', emails);
	if (written.length === 0) return;
	const ids = await people.upsertMany(
		tx,
		written.map(({ interestUrns: _, ...person }) => person),
		by
	);
	const ties = new Map(written.map((person) => [ids.get(person.email) ?? '', person.interestUrns]));
	await interests.replaceFromFile(tx, ties, by);
}
