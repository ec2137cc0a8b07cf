/** The people of a partnership, and what ties them to plans. */
import * as holdings from '#lib/server/holdings.ts';
import { newId } from '#lib/server/ids.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as personCorrections from '#lib/server/person-corrections.ts';
import * as tiedPlans from '#lib/server/tied-plans.ts';
import * as ties from '#lib/server/ties.ts';
import { by, person, urn } from '#tests/support/builders.ts';
import type { Acts } from '../partnership-world.ts';

const somebody = (email: string) => ({ ...person({ email }), interestUrns: [urn(5)] });

export const peopleActs: Acts = {
	modules: { holdings, interests, people, personCorrections, tiedPlans, ties },
	pure: ['ties.isOwn', 'ties.mayEnd'],
	acts: {
		'holdings.of': (store, of) => holdings.of(store, of.auditor.personId),
		'interests.list': (store) => interests.list(store),
		'interests.forAuditors': (store) => interests.forAuditors(store),
		'interests.advisers': (store) => interests.advisers(store),
		'interests.apart': (store) => interests.apart(store),
		'interests.declare': (store, of) =>
			interests.declare(
				store,
				{ auditorId: of.auditor.personId, planRef: of.toDo.planRef, schoolUrn: null, source: 'declared' },
				by()
			),
		'interests.replaceFromFile': (store, of) =>
			interests.replaceFromFile(store, new Map([[of.auditor.personId, [urn(5)]]]), by()),
		'people.list': (store) => people.list(store),
		'people.byId': (store, of) => people.byId(store, of.auditor.personId),
		'people.byEmail': (store, of) => people.byEmail(store, of.auditor.email),
		'people.signedUp': (store) => people.signedUp(store),
		'people.corrected': (store) => people.corrected(store),
		'people.auditors': (store) => people.auditors(store),
		'people.upsertMany': (store) => people.upsertMany(store, [person({ email: 'same@example.org' })], by()),
		'people.add': (store) => people.add(store, person({ email: `${newId()}@example.org` }), by()),
		'people.enable': (store, of) => people.enable(store, of.auditor.personId, by()),
		'people.keepingCoordinators': (store) => people.keepingCoordinators(store, () => Promise.resolve()),
		'people.disable': (store, of) => people.disable(store, of.auditor.personId, by()),
		'personCorrections.byId': (store, of) => personCorrections.byId(store, of.auditor.personId),
		'personCorrections.add': (store) => personCorrections.add(store, somebody('new@example.org'), by()),
		'personCorrections.correct': (store, of) =>
			personCorrections.correct(store, of.auditor.personId, somebody(of.auditor.email), by()),
		'tiedPlans.among': (store, of) =>
			tiedPlans.among(store, [{ ...of.toDo, schoolUrn: urn(1), dates: { adviceDates: null } }]),
		'tiedPlans.ofPerson': (store, of) => tiedPlans.ofPerson(store, of.toDo.auditorId),
		'ties.of': (store, of) => ties.of(store, of.auditor.personId),
		'ties.addSetting': (store, of) =>
			ties.addSetting(store, of.auditor.personId, { schoolUrn: urn(50), kind: 'parent' }, by()),
		'ties.addService': (store, of) => ties.addService(store, of.auditor.personId, 'A service', by()),
		'ties.addHousehold': (store, of) => ties.addHousehold(store, of.auditor.personId, of.other.name, by()),
		'ties.takeBack': async (store, of) => {
			await ties.addService(store, of.auditor.personId, 'A service', by());
			return ties.takeBack(store, of.auditor.personId, 'service.A service', by());
		},
		'ties.end': async (store, of) => {
			await ties.addService(store, of.auditor.personId, 'A service', by());
			return ties.end(store, of.auditor.personId, 'service.A service', by());
		}
	}
};
