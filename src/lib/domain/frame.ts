/** The plans that can be drawn in a term, and those that cannot, each with its reason. */
import * as z from 'zod';
import { addDays, addMonths, type PlainDate } from './plain-date.ts';
import { inPhaseTransfer, type Plan } from './plan.ts';
import type { FramePlan } from './sampling.ts';
import type { SettingGroup } from './school.ts';
import { stageOf, yearGroup } from './year-group.ts';

/** What a partnership sets about who can be drawn. */
export const FrameRules = z.strictObject({
	/** Terms for which a plan rests after an audit. */
	restTerms: z.int().min(0).max(12).default(3),
	/** Weeks that a plan must have been in force on the term's first day. */
	newWeeks: z.int().min(0).max(52).default(0)
});
export type FrameRules = z.infer<typeof FrameRules>;

/** Why a plan cannot be drawn. Where several are true, the first of these is said. */
export const leftOutReasons = ['ceased', 'too_new', 'held_back', 'with_auditor', 'audited', 'no_setting'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/** Gives the words for a reason under these rules. */
export function leftOutLabel(reason: LeftOutReason, { restTerms, newWeeks }: FrameRules): string {
	switch (reason) {
		case 'ceased':
			return 'Ended by the term’s first day';
		case 'too_new':
			return newWeeks === 0
				? 'Not in force yet on the term’s first day'
				: `In force for less than ${newWeeks === 1 ? 'a week' : `${newWeeks} weeks`} on the term’s first day`;
		case 'held_back':
			return 'Held back by a coordinator';
		case 'with_auditor':
			return 'With an auditor in another term that is open';
		case 'audited':
			return restTerms === 1 ? 'Audited last term' : `Audited in the last ${restTerms} terms`;
		case 'no_setting':
			return 'Neither a school nor another place in the register, so nobody’s ties can be checked';
	}
}

/** A plan of the register, with what else decides whether it can be drawn. */
export interface RegisteredPlan {
	readonly plan: Pick<
		Plan,
		'planRef' | 'cohort' | 'primaryNeed' | 'schoolUrn' | 'senSetting' | 'startedOn' | 'ceasedOn' | 'dates'
	>;
	readonly settingGroup: SettingGroup;
	readonly heldBack: boolean;
	readonly withAuditor: boolean;
	/** Terms since its last audit: 1 for the term before; null where there was none. */
	readonly auditedTermsAgo: number | null;
}

export interface Frame {
	readonly plans: FramePlan[];
	readonly leftOut: { readonly planRef: string; readonly reason: LeftOutReason }[];
}

/** The year group on a day as contexts and frames hold it: nobody under -5 or over 21 has a plan, so what lies beyond is a wrong date. */
export function yearGroupOf(plan: Pick<Plan, 'cohort'>, onDate: PlainDate): number {
	return Math.min(21, Math.max(-5, yearGroup(plan.cohort, onDate)));
}

/** Gives who can be drawn on a term's first day and who cannot, in the order of the register. */
export function frameOf(register: readonly RegisteredPlan[], startsOn: PlainDate, rules: FrameRules): Frame {
	const frame: Frame = { plans: [], leftOut: [] };
	for (const one of register) {
		const reason = reasonOf(one, startsOn, rules);
		if (reason) frame.leftOut.push({ planRef: one.plan.planRef, reason });
		else frame.plans.push(framePlanOf(one, startsOn));
	}
	return frame;
}

function reasonOf(
	{ plan, heldBack, withAuditor, auditedTermsAgo }: RegisteredPlan,
	startsOn: PlainDate,
	{ restTerms, newWeeks }: FrameRules
): LeftOutReason | null {
	if (plan.ceasedOn !== null && plan.ceasedOn <= startsOn) return 'ceased';
	if (plan.startedOn !== null && plan.startedOn > addDays(startsOn, -7 * newWeeks)) return 'too_new';
	if (heldBack) return 'held_back';
	if (withAuditor) return 'with_auditor';
	if (auditedTermsAgo !== null && auditedTermsAgo <= restTerms) return 'audited';
	return plan.schoolUrn === null && plan.senSetting === null ? 'no_setting' : null;
}

function framePlanOf({ plan, settingGroup }: RegisteredPlan, startsOn: PlainDate): FramePlan {
	const year = yearGroupOf(plan, startsOn);
	const recent = addMonths(startsOn, -12);
	const { planFirstMadeDate, finalPlanDate, amendedFinalDate, phaseTransferFinalDate, adviceDates } = plan.dates;
	const made = [plan.startedOn, planFirstMadeDate, finalPlanDate, amendedFinalDate, phaseTransferFinalDate];
	const services = [...new Set((adviceDates ?? []).map(({ contributor }) => contributor))].sort();
	return {
		planRef: plan.planRef,
		stage: stageOf(year),
		settingGroup,
		isNew: made.some((date) => date !== null && date > recent && date <= startsOn),
		yearGroup: year,
		schoolUrn: plan.schoolUrn,
		primaryNeed: plan.primaryNeed,
		phaseTransfer: inPhaseTransfer(plan.dates, year, startsOn),
		...(services.length > 0 ? { services } : {})
	};
}
