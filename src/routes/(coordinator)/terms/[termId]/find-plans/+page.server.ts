import { statusOf } from '#lib/domain/assignment.ts';
import type { PlanToFind } from '#lib/domain/plan-finding.ts';
import { senSettingLabels } from '#lib/domain/plan.ts';
import { termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import { page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import { keySetting } from '#lib/server/register.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import type { PageServerLoad } from './$types';

/** Only what this term gave out: the match keys of other plans stay on the server. */
export const load: PageServerLoad = page(async ({ store, event }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const live = (await assignments.list(store, term.termId)).filter((one) =>
		['assigned', 'submitted'].includes(statusOf(one))
	);
	const byPlan = Map.groupBy(live, ({ planRef }) => planRef);
	const names = new Map((await people.list(store)).map(({ personId, name }) => [personId, name]));
	const settings = new Map((await schools.list(store)).map(({ urn, name }) => [urn, name]));
	const toFind = (await plans.byRefs(store, [...byPlan.keys()])).map((plan): PlanToFind => {
		const given = byPlan.get(plan.planRef) ?? [];
		return {
			planRef: plan.planRef,
			matchKey: plan.matchKey,
			setting:
				(plan.schoolUrn && (settings.get(plan.schoolUrn) ?? `URN ${plan.schoolUrn}`)) ??
				(plan.senSetting ? senSettingLabels[plan.senSetting] : 'Not known'),
			auditors: given.map(({ auditorId }) => names.get(auditorId) ?? '').sort(),
			dueOn: given.map(({ dueOn }) => dueOn).sort()[0] ?? term.dueOn
		};
	});
	return { term: { termId: term.termId, label: termLabel(term) }, plans: toFind, ...(await keySetting(store)) };
});
