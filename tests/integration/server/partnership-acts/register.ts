/** The register: plans, schools, case facts, and imports that can be undone. */
import { noFacts } from '#lib/domain/case-fact.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import * as caseFacts from '#lib/server/case-facts.ts';
import { newId } from '#lib/server/ids.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as planSearch from '#lib/server/plan-search.ts';
import * as plans from '#lib/server/plans.ts';
import * as registerBefore from '#lib/server/register-before.ts';
import * as registerOverview from '#lib/server/register-overview.ts';
import * as registerUndo from '#lib/server/register-undo.ts';
import * as registerWriting from '#lib/server/register-writing.ts';
import * as register from '#lib/server/register.ts';
import * as schools from '#lib/server/schools.ts';
import { by, plan, planRef, rubric, school, START, urn } from '#tests/support/builders.ts';
import { importOne, oneSchool, type Acts } from '../partnership-world.ts';

const noChanges: register.Changes = { plans: null, schools: null, people: null };
const noRegister: register.Present = {
	code: 'LEW',
	laCode: '209',
	plans: [],
	schools: [],
	people: [],
	byHand: { plans: [], endedPlans: [], schools: [], people: [] },
	lastReturn: null,
	basis: ''
};
const { planRef: _ref, matchKey: _key, ceasedOn: _ceased, ...byHand } = plan({ cohort: 2014 });
const allPlans: planSearch.PlanQuery = { planRef: '', school: '', need: null, year: null, state: 'all', page: 1 };

export const registerActs: Acts = {
	modules: {
		caseFacts,
		planCorrections,
		planSearch,
		plans,
		register,
		registerBefore,
		registerOverview,
		registerUndo,
		registerWriting,
		schools
	},
	pure: ['plans.planOf', 'plans.rowOf'],
	acts: {
		'caseFacts.latest': (store) => caseFacts.latest(store),
		'caseFacts.list': (store, of) => caseFacts.list(store, of.termId),
		'caseFacts.forPlans': (store, of) => caseFacts.forPlans(store, [of.toDo]),
		'caseFacts.toldOf': (store, of) =>
			caseFacts.toldOf(store, { ...of.toDo, dates: JSON.stringify(noDates()) }, rubric, of.toDo.context),
		'caseFacts.asked': (store, of) => caseFacts.asked(store, of.termId, START.slice(0, 10)),
		'caseFacts.write': (store, of) =>
			caseFacts.write(store, of.termId, [{ planRef: of.toDo.planRef, facts: noFacts() }], by()),
		'planCorrections.byRef': (store, of) => planCorrections.byRef(store, of.toDo.planRef),
		'planCorrections.add': (store) => planCorrections.add(store, byHand, by()),
		'planCorrections.correct': (store, of) => planCorrections.correct(store, of.toDo.planRef, byHand, by()),
		'planCorrections.hold': (store, of) => planCorrections.hold(store, of.toDo.planRef, 'A reason', by()),
		'planCorrections.letGo': async (store, of) => {
			await planCorrections.hold(store, of.toDo.planRef, 'A reason', by());
			return planCorrections.letGo(store, of.toDo.planRef, by());
		},
		'planCorrections.end': (store, of) => planCorrections.end(store, of.toDo.planRef, '2026-08-31', by()),
		'planCorrections.resume': async (store, of) => {
			await planCorrections.end(store, of.toDo.planRef, '2026-08-31', by());
			return planCorrections.resume(store, of.toDo.planRef, by());
		},
		'planCorrections.historyOf': (store, of) => planCorrections.historyOf(store, of.toDo.planRef),
		'planSearch.search': (store) => planSearch.search(store, allPlans, START),
		'plans.marks': (store) => plans.marks(store),
		'plans.list': (store) => plans.list(store),
		'plans.byRefs': (store, of) => plans.byRefs(store, [of.toDo.planRef]),
		'plans.byRef': (store, of) => plans.byRef(store, of.toDo.planRef),
		'plans.contributors': (store) => plans.contributors(store),
		'plans.upsertMany': (store) => plans.upsertMany(store, [plan({ planRef: planRef(1), cohort: 2015 })], by()),
		'plans.count': (store) => plans.count(store),
		'plans.countsBy': (store) => plans.countsBy(store, 'schoolUrn'),
		'register.preview': (store, of) => register.preview(store, oneSchool, of.auditor.personId),
		'register.confirm': (store, of) => importOne(store, of.auditor.personId),
		'register.importSetting': (store) => register.importSetting(store),
		'register.keySetting': (store) => register.keySetting(store),
		'register.listSetting': (store) => register.listSetting(store),
		'registerBefore.keep': (store, of) => registerBefore.keep(store, of.importId, 'plan', [planRef(0)]),
		'registerBefore.forgetEarlier': (store) => registerBefore.forgetEarlier(store, newId()),
		'registerBefore.plansBack': async (store) => {
			// A plan that a sample holds cannot go.
			const drawn = store.selectFrom('samplePlan').select('samplePlan.planRef');
			const { planRef: free } = await store
				.selectFrom('plan')
				.select('planRef')
				.where('planRef', 'not in', drawn)
				.executeTakeFirstOrThrow();
			return registerBefore.plansBack(store, new Map([[free, null]]), by());
		},
		'registerBefore.schoolsBack': (store) => registerBefore.schoolsBack(store, new Map([[urn(50), null]]), by()),
		'registerBefore.peopleBack': (store) =>
			registerBefore.peopleBack(store, new Map([['same@example.org', null]]), by()),
		'registerOverview.overview': (store) => registerOverview.overview(store, START),
		'registerUndo.undoing': (store) => registerUndo.undoing(store),
		'registerUndo.undo': (store, of) =>
			registerUndo.undo(store, of.importId, { actorId: of.auditor.personId, now: START }),
		'registerWriting.write': (store, of) =>
			registerWriting.write(store, of.importId, noRegister, noChanges, null, by()),
		'schools.list': (store) => schools.list(store),
		'schools.add': (store) => schools.add(store, school({ urn: urn(60) }), by()),
		'schools.correct': (store) => schools.correct(store, school({ urn: urn(1), name: 'Put right' }), by()),
		'schools.corrected': (store) => schools.corrected(store),
		'schools.byUrn': (store) => schools.byUrn(store, urn(1)),
		'schools.upsertMany': (store) => schools.upsertMany(store, [school({ urn: urn(1), name: 'Renamed' })], by())
	}
};
