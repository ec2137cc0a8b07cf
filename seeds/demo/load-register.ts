/** Loads people, settings and plans: the returns of past Septembers and this month's, through the same preview and confirmation as an import. */
import type { By } from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as register from '#lib/server/register.ts';
import { DEFAULT_CAPACITY } from '#lib/domain/person.ts';
import { integer, randomStream } from '#lib/domain/random.ts';
import type { RegisterImport } from '#lib/domain/register.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import type { Demonstration } from './demonstration.ts';
import { earlierReturn } from './earlier.ts';
import { demoFiles } from './files.ts';
import { keyPeople } from './people.ts';
import { readDemo } from './reading.ts';
import { moment } from './school-years.ts';

/** Gives what the demonstration's files say. Throws where they could not be imported, which is a fault of the generator. */
async function importOf(demonstration: Demonstration): Promise<Required<RegisterImport>> {
	const { import: read, problems } = await readDemo(demoFiles(demonstration));
	if (!read) throw new Error(`the demonstration's files cannot be imported: ${problems[0]?.code ?? 'no reason given'}`);
	return read;
}

/** Adds the first coordinator, whom nobody invited: who imports must be somebody. Gives their id. */
async function firstCoordinator(store: Store, { people: everybody }: Demonstration, by: By): Promise<string> {
	const priya = everybody.find((person) => person.email === keyPeople.priya);
	if (!priya) throw new Error('the demonstration has no coordinator');
	return people.add(
		store,
		{
			email: priya.email,
			name: priya.name,
			roles: [...priya.roles],
			agency: null,
			capacity: DEFAULT_CAPACITY,
			trainedOn: null,
			schoolUrns: []
		},
		by
	);
}

/** Writes the register as it came to be and gives the id of the coordinator who imported it. */
export async function loadRegister(store: Store, demonstration: Demonstration): Promise<string> {
	const { today, exportedOn } = demonstration;
	const year = academicYearOf(today);
	const first = `${year - 2}-09-01`;
	const coordinatorId = await firstCoordinator(store, demonstration, { actorId: null, now: moment(first, 0) });
	const now = await importOf(demonstration);
	const references = randomStream('demonstration references');
	const write = async (what: RegisterImport, at: string) => {
		const { basis } = await register.preview(store, what, coordinatorId);
		await register.confirm(store, what, basis, { actorId: coordinatorId, now: at }, (n) => integer(references, n));
	};
	const last = now.return;
	if (!last) throw new Error('the demonstration holds no plans');
	// Returns a year apart, so that ended plans were once in force and two reviews of one plan are known.
	for (const [at, september] of [first, `${year - 1}-09-01`].entries()) {
		const what = { return: earlierReturn(last, september), ...(at === 0 ? now : { schools: null, people: null }) };
		await write({ ...what, return: earlierReturn(last, september) }, moment(september, 90));
	}
	await write(now, moment(exportedOn, 0));
	return coordinatorId;
}
