/** Nobody works out a setting's hidden figure from another setting's summary: its own figures taken from the picture beside them. */
import { expect, test } from 'vitest';
import { findingsOf } from '#lib/domain/findings.ts';
import { unwrittenSchoolGuide as guide } from '#lib/domain/school-guide.ts';
import { yearPicture, type ShownSchools } from '#lib/domain/school-picture.ts';
import { schoolReport } from '#lib/domain/school-report.ts';
import { madeUpAudits } from '#tests/support/audit-records.ts';
import { learningReportOf } from '#tests/support/report-models.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const [A, B] = ['900001', '900002'];
const common = {
	rubric,
	profile: 'full',
	ruleId: 'dfe-2026',
	academicYear: 2026,
	partnershipName: 'The Council',
	compiledAt: '2027-09-03T10:00:00.000Z'
} as const;

/** An area whose secondary schools are two: one with figures of its own, one with so many plans that are withheld. */
function attack(seed: string, hidden: number, shown: ShownSchools) {
	const area = madeUpAudits(260, seed).filter(({ marking }) => marking === 'first');
	const secondary = area.filter(({ phase }) => phase === 'secondary');
	const withheld = new Set(secondary.slice(0, hidden));
	const records = area.map((record) =>
		record.phase === 'secondary' ? { ...record, schoolUrn: withheld.has(record) ? B : A } : record
	);
	const at = (urn: string) => records.filter(({ phase, schoolUrn }) => phase === 'secondary' && schoolUrn === urn);
	const reports = [learningReportOf(records, { period: '2026-h1' })];
	const { own, picture } = schoolReport({
		...common,
		school: { urn: A, name: 'A', phase: 'secondary', lowAge: 11, highAge: 18 },
		own: { 2026: at(A) },
		published: [],
		dates: [],
		picture: yearPicture({ ...common, records, reports, shown }),
		guide
	});
	if (picture.of !== 'phase' || own?.goodOrBetter.state !== 'shown' || picture.goodOrBetter.state !== 'shown')
		return { of: picture.of, guessed: false };
	const truth = findingsOf(rubric, at(B)).overall?.goodOrBetter;
	const guess = {
		count: picture.goodOrBetter.count - own.goodOrBetter.count,
		of: picture.goodOrBetter.of - own.goodOrBetter.of
	};
	return { of: picture.of, guessed: guess.count === truth?.count && guess.of === truth.of };
}

const nobody = { own: new Set<string>(), pooled: new Set<string>() };
const seeds = Array.from({ length: 12 }, (_, at) => `attack ${at}`);

test('without knowing which settings show figures, the picture gives the other one away', () => {
	expect(seeds.filter((seed) => attack(seed, 4, nobody).guessed).length).toBeGreaterThan(0);
});

test.each([1, 4, 5, 10, 29])('beside a setting with figures, one with %i plans is never given away', (hidden) => {
	const shown = { own: new Set([A]), pooled: new Set<string>() };
	expect(
		seeds.map((seed) => attack(seed, hidden, shown)).filter(({ guessed, of }) => guessed || of === 'phase')
	).toEqual([]);
});

test.each<[string, number, ShownSchools, boolean]>([
	['nobody is hidden', 0, { own: new Set([A]), pooled: new Set() }, true],
	['those hidden are many', 30, { own: new Set([A]), pooled: new Set() }, true],
	['several years put together can be taken apart', 4, { own: new Set(), pooled: new Set([A]) }, false],
	['only that of several years is hidden, and small', 4, { own: new Set([A]), pooled: new Set([B]) }, false]
])('the phase is shown where %s: hidden %i, %o', (_what, hidden, shown, expected) => {
	expect(seeds.some((seed) => attack(seed, hidden, shown).of === 'phase')).toBe(expected);
});
