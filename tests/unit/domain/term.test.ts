import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agencies, type Agency } from '#lib/domain/person.ts';
import { addDays } from '#lib/domain/plain-date.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import {
	dueFor,
	PLAN_ONLY,
	profileFor,
	statusOf,
	Term,
	termAt,
	termLabel,
	termNames,
	usualDates,
	type TermName,
	type TermStatus
} from '#lib/domain/term.ts';

const at = '2026-09-01T08:00:00.000Z';

describe('the usual dates', () => {
	test.each<[TermName, string, string, string]>([
		['autumn', '2026-09-01', '2026-12-31', '2026-12-18'],
		['spring', '2027-01-01', '2027-03-31', '2027-03-20'],
		['summer', '2027-04-01', '2027-08-31', '2027-07-10']
	])('%s of 2026/27: %s to %s, due %s', (name, startsOn, endsOn, dueOn) => {
		expect(usualDates(2026, name)).toEqual({ startsOn, endsOn, dueOn });
	});

	test('cover a school year without a gap, audits due inside their term', () => {
		fc.assert(
			fc.property(fc.integer({ min: 2015, max: 2100 }), (academicYear) => {
				const [autumn, spring, summer] = termNames.map((name) => usualDates(academicYear, name));
				const next = usualDates(academicYear + 1, 'autumn');
				expect([autumn, spring, summer].map((dates) => addDays(dates?.endsOn ?? '', 1))).toEqual([
					spring?.startsOn,
					summer?.startsOn,
					next.startsOn
				]);
				for (const dates of [autumn, spring, summer])
					expect(dates && dates.startsOn < dates.dueOn && dates.dueOn <= dates.endsOn).toBe(true);
			})
		);
	});
});

describe('the term of a day', () => {
	test.each<[string, number, TermName]>([
		['2026-08-31', 2025, 'summer'],
		['2026-09-01', 2026, 'autumn'],
		['2026-12-31', 2026, 'autumn'],
		['2027-01-01', 2026, 'spring'],
		['2027-03-31', 2026, 'spring'],
		['2027-04-01', 2026, 'summer'],
		['2027-08-31', 2026, 'summer'],
		['2028-02-29', 2027, 'spring']
	])('%s: %i %s', (date, academicYear, name) => {
		expect(termAt(date)).toEqual({ academicYear, name });
	});

	test('is the one whose usual dates hold it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 36_500 }), (days) => {
				const date = addDays('2015-09-01', days);
				const { academicYear, name } = termAt(date);
				const { startsOn, endsOn } = usualDates(academicYear, name);
				expect(startsOn <= date && date <= endsOn).toBe(true);
				expect(academicYear).toBe(academicYearOf(date));
			})
		);
	});
});

test.each<[TermName, string]>([
	['autumn', 'Autumn term 2026'],
	['spring', 'Spring term 2027'],
	['summer', 'Summer term 2027']
])('%s of 2026/27 in words: %s', (name, words) => {
	expect(termLabel({ academicYear: 2026, name })).toBe(words);
});

describe('where a term stands: the furthest step wins', () => {
	test.each<[boolean, boolean, boolean, TermStatus]>([
		[false, false, false, 'opened'],
		[true, false, false, 'sampled'],
		[true, true, false, 'confirmed'],
		[false, true, false, 'confirmed'],
		[false, false, true, 'closed'],
		[true, false, true, 'closed'],
		[false, true, true, 'closed'],
		[true, true, true, 'closed']
	])('sampled %s, confirmed %s, closed %s: %s', (sampled, confirmed, closed, status) => {
		const when = (done: boolean) => (done ? at : null);
		expect(statusOf({ sampledAt: when(sampled), confirmedAt: when(confirmed), closedAt: when(closed) })).toBe(status);
	});
});

describe('the profile of an auditor', () => {
	test.each<[string, Agency[], Agency, string]>([
		['full', [], 'parent', 'full'],
		['full', ['parent'], 'parent', PLAN_ONLY],
		['full', ['parent'], 'health', 'full'],
		['full', ['parent', 'school'], 'school', PLAN_ONLY],
		['full', [...agencies], 'sen_service', PLAN_ONLY],
		['core', ['parent'], 'parent', 'core'],
		['transitions', ['parent'], 'parent', 'transitions'],
		[PLAN_ONLY, [], 'health', PLAN_ONLY],
		[PLAN_ONLY, ['health'], 'health', PLAN_ONLY]
	])('term %s, withheld from %j, %s: %s', (profile, adviceWithheldFrom, agency, expected) => {
		expect(profileFor({ profile, adviceWithheldFrom }, agency)).toBe(expected);
	});
});

test.each<[string, object, boolean]>([
	['as it is', {}, true],
	['the first year', { academicYear: 2015 }, true],
	['a year before', { academicYear: 2014 }, false],
	['winter', { name: 'winter' }, false],
	['every agency without advice', { adviceWithheldFrom: [...agencies] }, true],
	['an unknown agency without advice', { adviceWithheldFrom: ['police'] }, false],
	['thirty sections off', { switchedOff: Array.from({ length: 30 }, () => 'A') }, true],
	['thirty-one sections off', { switchedOff: Array.from({ length: 31 }, () => 'A') }, false],
	['a status of its own', { status: 'opened' }, false]
])('a term: %s', (_what, change, good) => {
	const term: Term = {
		termId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
		academicYear: 2026,
		name: 'autumn',
		...usualDates(2026, 'autumn'),
		rubricId: 'ehcp-full-audit',
		rubricVersion: '0.2.0',
		profile: 'full',
		adviceWithheldFrom: [],
		switchedOff: [],
		openedAt: at,
		sampledAt: null,
		confirmedAt: null,
		closedAt: null
	};
	expect(Term.safeParse({ ...term, ...change }).success).toBe(good);
});

describe('when a plan given out late is due', () => {
	const term = { dueOn: '2026-12-18', endsOn: '2026-12-31' };
	test.each([
		['long before', '2026-10-01', '2026-12-18'],
		['two weeks before', '2026-12-04', '2026-12-18'],
		['less than two weeks before', '2026-12-05', '2026-12-19'],
		['two weeks before the end', '2026-12-17', '2026-12-31'],
		['near the end', '2026-12-20', '2026-12-31']
	])('%s', (_, today, due) => expect(dueFor(term, today)).toBe(due));
});
