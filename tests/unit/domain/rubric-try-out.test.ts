import { expect, test } from 'vitest';
import { shownChanges, tryOut } from '#lib/domain/rubric-try-out.ts';
import { applicableCriteria, type Rubric } from '#lib/domain/rubric.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import { auditResult } from '#lib/domain/scoring.ts';
import { audit, context, levels, madeUpAudits } from '#tests/support/audit-records.ts';
import { fullRubric } from '#tests/support/rubric.ts';

type Draft = { -readonly [Key in keyof Rubric]: Rubric[Key] };
function changed(act: (copy: Draft) => void): Rubric {
	const copy = structuredClone(fullRubric);
	copy.version = '9.0.0';
	act(copy);
	return copy;
}
const sectionOf = (of: Rubric, code: string) => {
	const found = of.sections.find((section) => section.code === code);
	if (!found) throw new Error(code);
	return found;
};

test('the same questions make the same grades', () => {
	const records = madeUpAudits(200, 'the same');
	const tried = tryOut(
		fullRubric,
		changed(() => undefined),
		records
	);
	expect(tried.plans).toBe(200);
	expect(tried.leftOut).toBe(0);
	expect(tried.unanswered).toEqual([]);
	expect(tried.overall).toMatchObject({ changed: 0, better: 0, of: 200 });
	for (const section of tried.sections) {
		expect(section.changed).toBe(0);
		expect(section.after).toEqual(section.before);
		expect(Object.values(section.before).reduce((sum, plans) => sum + plans)).toBe(section.of);
	}
});

test('a cap that is lifted makes grades better, and the count is the one that scoring gives', () => {
	const records = madeUpAudits(300, 'lifted');
	const draft = changed((copy) => {
		for (const { legal } of sectionOf(copy, 'F').criteria) {
			legal.onNotMet = null;
			legal.onPartlyMet = null;
		}
	});
	const gradeIn = (rubric: Rubric, at: (typeof records)[number]) =>
		auditResult(rubric, at.levels, at.context).sections.find(({ sectionId }) => sectionId === 'F')?.grade;
	const firsts = records.filter(({ marking }) => marking === 'first');
	const rising = firsts.filter((one) => gradeIn(fullRubric, one) !== gradeIn(draft, one)).length;
	const tried = tryOut(fullRubric, draft, records);
	const section = tried.sections.find(({ sectionId }) => sectionId === 'F');
	expect(rising).toBeGreaterThan(0);
	expect(section).toMatchObject({ changed: rising, better: rising, of: firsts.length });
});

test('a harder threshold makes none better', () => {
	const draft = changed((copy) => {
		const outstanding = copy.grades.find(({ id }) => id === 'outstanding');
		if (outstanding) outstanding.minPercent = 100;
	});
	const tried = tryOut(fullRubric, draft, madeUpAudits(300, 'harder'));
	expect(tried.sections.some((section) => section.changed > 0)).toBe(true);
	expect(tried.sections.every(({ better }) => better === 0)).toBe(true);
});

test('a new question has no answers, and an answer that no longer fits is none', () => {
	const open = applicableCriteria(fullRubric, context).findLast(
		(criterion) => criterion.cannotTellAllowed && criterion.answerKind === 'scale'
	);
	if (!open) throw new Error('no question may be left open');
	const draft = changed((copy) => {
		const [first] = sectionOf(copy, 'E').criteria;
		if (!first) throw new Error('E is empty');
		sectionOf(copy, 'E').criteria.push({ ...structuredClone(first), id: 'E.99' });
		for (const criterion of copy.sections.flatMap(({ criteria }) => criteria))
			if (criterion.id === open.id) criterion.cannotTellAllowed = false;
	});
	const records = [1, 2].map((number) =>
		audit(number, { levels: levels(context, 'met', { [open.id]: { level: 'cannot_tell' } }) })
	);
	expect(tryOut(fullRubric, draft, records).unanswered).toEqual(['E.99', open.id]);
});

test('a plan counts once, and a plan that the draft does not fit is left out and counted', () => {
	const draft = changed((copy) => {
		copy.profiles = copy.profiles.filter(({ id }) => id !== 'full');
	});
	const records = [audit(1), audit(1, { submittedOn: '2026-12-01' }), audit(2)];
	expect(tryOut(fullRubric, draft, records)).toMatchObject({ plans: 0, leftOut: 2, overall: null, sections: [] });
	expect(
		tryOut(
			fullRubric,
			changed(() => undefined),
			records
		).plans
	).toBe(2);
});

test('a section that the draft no longer lets a term leave out is graded as not answered', () => {
	const optional = fullRubric.sections.find((section) => section.optional);
	if (!optional) throw new Error('no section is optional');
	const own = { ...context, switchedOff: [optional.code] };
	const draft = changed((copy) => {
		sectionOf(copy, optional.code).optional = false;
	});
	const tried = tryOut(fullRubric, draft, [audit(1, { context: own, levels: levels(own) })]);
	expect(tried).toMatchObject({ plans: 1, leftOut: 0 });
	expect(tried.sections.map(({ sectionId }) => sectionId)).not.toContain(optional.code);
});

test('audits of another version are not mixed in', () => {
	const other = [audit(1, { rubricVersion: '0.1.0' })];
	expect(() => tryOut(fullRubric, fullRubric, other)).toThrow(RangeError);
});

test('small counts are hidden under both versions, and what subtraction would tell with them', () => {
	const none = { outstanding: 0, good: 0, requires_improvement: 0, inadequate: 0, not_graded: 0, not_applicable: 0 };
	const shown = shownChanges(
		{
			before: { ...none, outstanding: 20, good: 30, requires_improvement: 12, inadequate: 3 },
			after: { ...none, outstanding: 20, good: 24, requires_improvement: 12, inadequate: 9 }
		},
		['outstanding', 'good', 'requires_improvement', 'inadequate'],
		suppressionRules['dfe-2026'].distribution
	);
	expect(shown[3]).toEqual({ before: 'c', after: 'c' });
	expect(shown.filter(({ before }) => before === 'c').length).toBeGreaterThan(1);
	expect(shown.filter(({ before, after }) => (before === 'c') !== (after === 'c'))).toEqual([]);
	expect(shown.some(({ before }) => before !== 'c')).toBe(true);
});
