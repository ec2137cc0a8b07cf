import { describe, expect, test } from 'vitest';
import { frameOf, FrameRules, leftOutLabel, leftOutReasons, type RegisteredPlan } from '#lib/domain/frame.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { plan } from '#tests/support/builders.ts';

const FIRST_DAY = '2026-09-01';
const usual = FrameRules.parse({});

function registered(overrides: Partial<RegisteredPlan> & { plan?: RegisteredPlan['plan'] } = {}): RegisteredPlan {
	return {
		plan: plan(),
		settingGroup: 'mainstream_maintained',
		heldBack: false,
		withAuditor: false,
		auditedTermsAgo: null,
		...overrides
	};
}

describe('frameOf', () => {
	const reasonOf = (one: RegisteredPlan, rules = usual) =>
		frameOf([one], FIRST_DAY, rules).leftOut[0]?.reason ?? 'can be drawn';

	test.each([
		['ended the day after the first', { plan: plan({ ceasedOn: '2026-09-02' }) }, 'can be drawn'],
		['ended on the first day', { plan: plan({ ceasedOn: '2026-09-01' }) }, 'ceased'],
		['started on the first day', { plan: plan({ startedOn: '2026-09-01' }) }, 'can be drawn'],
		['started the day after', { plan: plan({ startedOn: '2026-09-02' }) }, 'too_new'],
		['start not known', { plan: plan({ startedOn: null }) }, 'can be drawn'],
		['held back', { heldBack: true }, 'held_back'],
		['with an auditor', { withAuditor: true }, 'with_auditor'],
		['audited three terms ago', { auditedTermsAgo: 3 }, 'audited'],
		['audited four terms ago', { auditedTermsAgo: 4 }, 'can be drawn'],
		['nowhere', { plan: plan({ schoolUrn: null }) }, 'no_setting'],
		['at home', { plan: plan({ schoolUrn: null, senSetting: 'EHE' }) }, 'can be drawn'],
		['ended and held back', { plan: plan({ ceasedOn: '2026-08-01' }), heldBack: true }, 'ceased']
	] as const)('%s', (_what, overrides, expected) => {
		expect(reasonOf(registered(overrides))).toBe(expected);
	});

	test('by other rules', () => {
		const rules = FrameRules.parse({ restTerms: 1, newWeeks: 6 });
		expect(reasonOf(registered({ auditedTermsAgo: 1 }), rules)).toBe('audited');
		expect(reasonOf(registered({ auditedTermsAgo: 2 }), rules)).toBe('can be drawn');
		// Six weeks before 1 September is 21 July.
		expect(reasonOf(registered({ plan: plan({ startedOn: '2026-07-21' }) }), rules)).toBe('can be drawn');
		expect(reasonOf(registered({ plan: plan({ startedOn: '2026-07-22' }) }), rules)).toBe('too_new');
		expect(reasonOf(registered({ auditedTermsAgo: 1 }), FrameRules.parse({ restTerms: 0 }))).toBe('can be drawn');
	});

	test('a plan comes with what the strata and priorities need', () => {
		const adviceDates = ['camhs', 'educational_psychology', 'camhs'].map((contributor) => ({
			contributor,
			adviceRequestedDate: null,
			adviceReceivedDate: null,
			adviceException: null
		}));
		const { plans } = frameOf(
			[
				registered({
					plan: plan({ cohort: 2020, dates: { ...noDates(), adviceDates, amendedFinalDate: '2025-09-02' } })
				})
			],
			FIRST_DAY,
			usual
		);
		expect(plans[0]).toMatchObject({
			yearGroup: 6,
			stage: 'ks2',
			isNew: true,
			phaseTransfer: true,
			services: ['camhs', 'educational_psychology']
		});
	});

	test('every reason has words', () => {
		const words = leftOutReasons.map((reason) => leftOutLabel(reason, usual));
		expect(new Set(words).size).toBe(leftOutReasons.length);
		expect(leftOutLabel('audited', { restTerms: 1, newWeeks: 1 })).toBe('Audited last term');
		expect(leftOutLabel('too_new', { restTerms: 1, newWeeks: 1 })).toContain('less than a week');
	});
});
