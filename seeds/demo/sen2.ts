/**
 * The rows of a SEN2 return. What a local authority has beside the plans in force is there too: requests refused or not yet decided,
 * plans that ceased, people who moved in.
 */
import { addDays, type PlainDate } from '#lib/domain/plain-date.ts';
import { integer, pick, type Random } from '#lib/domain/random.ts';
import { senTypes, type SenType } from '#lib/domain/plan.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import { between, happens, weighted } from './chance.ts';
import type { CaseloadPlan } from './caseload.ts';
import { senSettingOf } from './caseload.ts';
import { childIdentity, type Sex } from './children.ts';
import { distributions } from './distributions.ts';
import { birthDateOf, issued, type History } from './history.ts';
import type { DemoSchool } from './schools.ts';
import { flag, gatherer, sen2Date, type ModuleName, type Row, type Sen2Rows } from './sen2-modules.ts';

export interface Sen2Input {
	readonly exportedOn: PlainDate;
	readonly laCode: string;
	readonly schools: readonly DemoSchool[];
	readonly plans: readonly { readonly plan: CaseloadPlan; readonly history: History }[];
	/** Past plans that ceased in the last two school years. */
	readonly ceased: number;
}

/** Gives the rows of all nine modules. */
export function sen2Rows(random: Random, input: Sen2Input): Sen2Rows {
	const { exportedOn, schools } = input;
	const schoolYear = academicYearOf(exportedOn);
	const { rows, add } = gatherer();
	const sen2tableid = add('sen2', {
		collection: 'SEN2',
		year: exportedOn.slice(0, 4),
		referencedate: sen2Date(exportedOn),
		sourcelevel: 'L',
		softwarecode: 'Demonstration',
		release: '1.0',
		serialno: '1',
		datetime: sen2Date(exportedOn),
		lea: input.laCode,
		dmo: '',
		dco: ''
	});
	const addPerson = (sex: Sex, age: number, birthDate: PlainDate, numbers: 'usual' | 'uln only' | 'none' = 'usual') =>
		add('person', {
			sen2tableid,
			...personValues(random, rows.person.length + 1, sex, age, numbers),
			personbirthdate: sen2Date(birthDate)
		});
	const addRequest = (persontableid: string, received: PlainDate | null, outcome: string, decided: PlainDate | null) =>
		add('requests', {
			persontableid,
			receiveddate: sen2Date(received),
			requestsource: pick(random, ['1', '1', '1', '2', '2', '3', '6', '8']),
			rya: flag(happens(random, 0.003)),
			requestoutcomedate: sen2Date(decided),
			requestoutcome: outcome,
			requestmediation: flag(happens(random, 0.04)),
			requesttribunal: flag(happens(random, 0.03)),
			exported: ''
		});
	const addAssessment = (requeststableid: string, outcome: string, on: PlainDate | null, exception: boolean) =>
		add('assessment', {
			requeststableid,
			assessmentoutcome: outcome,
			assessmentoutcomedate: sen2Date(on),
			assessmentmediation: flag(happens(random, 0.03)),
			assessmenttribunal: flag(happens(random, 0.02)),
			othermediation: '0',
			othertribunal: flag(happens(random, 0.02)),
			week20: flag(exception)
		});
	const addPlan = (assessmenttableid: string, start: PlainDate, ceased: PlainDate | null, reason: string) =>
		add('namedplan', {
			assessmenttableid,
			startdate: sen2Date(start),
			planres: '',
			planwbp: '',
			pb: flag(happens(random, 0.04)),
			oa: flag(happens(random, 0.01)),
			dp: happens(random, 0.02) ? 'Y' : 'N',
			ceasedate: sen2Date(ceased),
			ceasereason: reason
		});

	/** A plan that ceased: in the named plans alone, since only plans in force are among the active ones. */
	const addCeased = (persontableid: string, ceasedOn: PlainDate, earliest: PlainDate, reason: string) => {
		const lasted = addDays(ceasedOn, -between(random, 400, 2600));
		const start = lasted < earliest ? earliest : lasted;
		const request = issued(random, start);
		const requests = addRequest(persontableid, request.received, 'Y', request.decided);
		const assessment = addAssessment(requests, 'Y', start, request.exception);
		const named = addPlan(assessment, start, ceasedOn, reason);
		const school = pick(
			random,
			schools.filter((each) => each.status === 'open')
		);
		add('plandetail', {
			namedplantableid: named,
			...placeValues(school, null),
			placementrank: '1',
			senunitindicator: '0',
			resourcedprovisionindicator: '0'
		});
	};

	input.plans.forEach(({ plan, history }, at) => {
		const numbers = at % 301 === 300 ? 'none' : plan.age >= 16 && happens(random, 0.2) ? 'uln only' : 'usual';
		const person = addPerson(plan.sex, plan.age, history.birthDate, numbers);
		// Now and then somebody had a plan before, which ceased and was followed by this one: the newest active one counts.
		if (plan.years < 4 && plan.age >= 9 && plan.age - plan.years >= 8 && at % 41 === 7) {
			addCeased(person, addDays(history.start, -between(random, 200, 500)), addDays(history.birthDate, 1100), '2');
		}
		const movedIn = at % 83 === 11;
		const requests = addRequest(person, history.received, plan.years > 1 ? 'H' : 'Y', history.decided);
		if (!movedIn) {
			const assessment = addAssessment(requests, plan.years > 1 ? 'H' : 'Y', history.start, history.exception);
			const named = addPlan(assessment, history.start, null, '');
			add('plandetail', {
				namedplantableid: named,
				...placeValues(plan.school, senSettingOf(plan.placement)),
				placementrank: '1',
				...indicators(plan)
			});
		}
		const active = add('activeplans', {
			requeststableid: requests,
			transferla: movedIn ? pick(random, ['203', '208', '210', '305', '306']) : '',
			reviewmeeting: sen2Date(history.review?.meeting ?? null),
			reviewoutcome: history.review?.outcome ?? '',
			reviewdraft: sen2Date(history.review?.draft ?? null),
			phasetransferduedate: sen2Date(history.transferDue),
			phasetransferfinaldate: sen2Date(history.transferFinal),
			lastreview: sen2Date(history.review?.decision ?? null)
		});
		addPlacements(random, add, active, plan, history, schools);
		addNeeds(random, add, active, plan.need);
	});

	for (let number = 0; number < input.ceased; number++) {
		const age = between(random, 8, 23);
		const birthDate = birthDateOf(random, age, schoolYear);
		const person = addPerson(happens(random, 0.28) ? 'F' : 'M', age, birthDate);
		const reason = weighted(random, CEASE_REASONS, ([, weight]) => weight)[0];
		const ceasedOn = addDays(exportedOn, -between(random, 20, 720));
		addCeased(person, ceasedOn, addDays(birthDate, 1200), reason);
	}
	addRequestsAlone(random, schoolYear, exportedOn, addPerson, addRequest, addAssessment);
	return rows;
}

/** SEN2's reasons 1 to 9 with how common each is here; an invention. */
const CEASE_REASONS: readonly (readonly [string, number])[] = [
	['1', 14],
	['2', 12],
	['3', 4],
	['4', 8],
	['5', 34],
	['6', 14],
	['7', 6],
	['8', 1],
	['9', 7]
];

type Add = (module: ModuleName, values: Row) => string;

function personValues(random: Random, number: number, sex: Sex, age: number, numbers: 'usual' | 'uln only' | 'none') {
	const child = childIdentity(random, number, sex, age, numbers);
	return {
		surname: child.surname,
		forename: child.forename,
		sex,
		ethnicity: child.ethnicity,
		postcode: child.postcode,
		upn: child.upn,
		uniquelearnernumber: child.uln,
		upnunknown: numbers === 'none' ? 'UN3' : ''
	};
}

function placeValues(school: DemoSchool | null, senSetting: string | null) {
	return { urn: school?.urn ?? '', ukprn: school?.ukprn ?? '', sensetting: senSetting ?? '', sensettingother: '' };
}

function indicators(plan: CaseloadPlan) {
	return {
		senunitindicator: flag(plan.placement.endsWith('_unit')),
		resourcedprovisionindicator: flag(plan.placement.endsWith('_resourced'))
	};
}

/** The present place; before it, for some, the one they left; beside it, for a few, a second one. Rows in no kind order. */
function addPlacements(
	random: Random,
	add: Add,
	activeplanstableid: string,
	plan: CaseloadPlan,
	history: History,
	schools: readonly DemoSchool[]
): void {
	const residential = { attendancepattern: '', res: '', wbp: '' };
	const present = () =>
		add('placementdetail', {
			activeplanstableid,
			...placeValues(plan.school, senSettingOf(plan.placement)),
			placementrank: '1',
			entrydate: sen2Date(history.entry),
			leavingdate: '',
			...indicators(plan),
			...residential
		});
	const past = () => {
		const left = `${history.entry.slice(0, 4)}-07-2${integer(random, 4)}`;
		const age = plan.age - (academicYearOf(history.start) - Number(history.entry.slice(0, 4)));
		const possible = schools.filter((school) => school.status === 'open' && school.lowAge <= Math.max(4, age - 1));
		add('placementdetail', {
			activeplanstableid,
			...placeValues(pick(random, possible), null),
			placementrank: '1',
			entrydate: sen2Date(addDays(left, -between(random, 300, 1400))),
			leavingdate: sen2Date(left),
			senunitindicator: '0',
			resourcedprovisionindicator: '0',
			...residential
		});
	};
	const hasPast = history.entry > history.start && happens(random, 0.6);
	const pastFirst = happens(random, 0.5);
	if (hasPast && pastFirst) past();
	present();
	if (hasPast && !pastFirst) past();
	if (plan.placement === 'OLA' && happens(random, 0.1)) {
		add('placementdetail', {
			activeplanstableid,
			...placeValues(null, 'EHE'),
			placementrank: '2',
			entrydate: sen2Date(history.entry),
			leavingdate: '',
			senunitindicator: '0',
			resourcedprovisionindicator: '0',
			...residential
		});
	}
}

/** The primary need has rank 1; nearly half have a second one, now and then written first. */
function addNeeds(random: Random, add: Add, activeplanstableid: string, need: SenType): void {
	const other = weighted(
		random,
		senTypes.filter((type) => type !== need && type !== 'DS'),
		(type) => COMMON_SECOND[type] ?? 1
	);
	const first = () => add('senneed', { activeplanstableid, sentyperank: '1', sentype: need });
	const second = () => add('senneed', { activeplanstableid, sentyperank: '2', sentype: other });
	const hasSecond = happens(random, 0.45);
	const secondFirst = happens(random, 0.2);
	if (hasSecond && secondFirst) second();
	first();
	if (hasSecond && !secondFirst) second();
}

const COMMON_SECOND: Readonly<Partial<Record<SenType, number>>> = { SLCN: 8, SEMH: 6, MLD: 3, ASD: 3, PD: 2, SPLD: 2 };

/** Requests of the last year that led to no plan (yet), as many as published: refused, undecided, withdrawn, assessed without a plan. */
function addRequestsAlone(
	random: Random,
	schoolYear: number,
	exportedOn: PlainDate,
	addPerson: (sex: Sex, age: number, birthDate: PlainDate) => string,
	addRequest: (person: string, received: PlainDate | null, outcome: string, decided: PlainDate | null) => string,
	addAssessment: (requests: string, outcome: string, on: PlainDate | null, exception: boolean) => string
): void {
	const { refused, undecided, withdrawn } = distributions.requests;
	const request = (outcome: string, received: PlainDate, decided: PlainDate | null) => {
		const age = between(random, 3, 17);
		const person = addPerson(happens(random, 0.28) ? 'F' : 'M', age, birthDateOf(random, age, schoolYear));
		return addRequest(person, received, outcome, decided);
	};
	const daysAgo = (low: number, high: number) => addDays(exportedOn, -between(random, low, high));
	for (let number = 0; number < refused; number++) {
		const received = daysAgo(60, 365);
		request('N', received, addDays(received, between(random, 20, 55)));
	}
	for (let number = 0; number < undecided; number++) request('A', daysAgo(1, 45), null);
	for (let number = 0; number < withdrawn; number++) {
		const received = daysAgo(60, 365);
		request('W', received, addDays(received, between(random, 5, 40)));
	}
	for (let number = 0; number < distributions.assessmentsWithoutPlan; number++) {
		const received = daysAgo(150, 365);
		addAssessment(request('Y', received, addDays(received, 30)), 'N', addDays(received, 105), false);
	}
}
