import { fail } from '@sveltejs/kit';
import * as z from 'zod';
import { readFacts, valuesOf } from '#lib/domain/case-fact-fields.ts';
import { CaseFacts, leftOpen, noFacts } from '#lib/domain/case-fact.ts';
import { PlanRef } from '#lib/domain/ids.ts';
import { londonDate } from '#lib/domain/plain-date.ts';
import { senSettingLabels } from '#lib/domain/plan.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { termLabel } from '#lib/domain/term.ts';
import * as caseFacts from '#lib/server/case-facts.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import type { Actions, PageServerLoad } from './$types';

/** A file for the plans of a large term, as the page read it. */
const IMPORT_LIMIT = 1024 * 1024;

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const today = londonDate(now);
	const [{ rubric, plans }, everySchool] = await Promise.all([
		caseFacts.asked(store, term.termId, today),
		schools.list(store)
	]);
	const settings = new Map(everySchool.map(({ urn, name }) => [urn, name]));
	const rows = plans.map(({ schoolUrn, senSetting, ...plan }) => {
		const facts = plan.facts ?? noFacts();
		return {
			...plan,
			setting:
				(schoolUrn && (settings.get(schoolUrn) ?? `URN ${schoolUrn}`)) ??
				(senSetting ? senSettingLabels[senSetting] : 'Not known'),
			values: valuesOf(plan.asked, facts),
			open: leftOpen(plan.asked, plan.dates, facts, today)
		};
	});
	const chosen = event.url.searchParams.get('plan');
	if (chosen !== null && !rows.some(({ planRef }) => planRef === chosen)) throw new Refusal('thing.not_found');
	return {
		term: { termId: term.termId, label: termLabel(term), closed: term.closedAt !== null },
		today,
		answerScale: rubric.answerScale,
		plans: rows,
		chosen
	};
});

const Told = z.array(z.strictObject({ planRef: PlanRef, facts: CaseFacts })).max(1000);

export const actions: Actions = {
	save: action({
		form: z.record(z.string().max(60), z.string().max(2000)),
		act: async ({ store, person, body, event, now }) => {
			const termId = event.params.termId ?? '';
			const today = londonDate(now);
			const { rubric, plans } = await caseFacts.asked(store, termId, today);
			const plan = plans.find(({ planRef }) => planRef === body.planRef);
			if (!plan) throw new Refusal('thing.not_found');
			const { facts, faults } = readFacts(rubric, plan.asked, body, plan.dates, today);
			if (faults.length > 0) {
				const violations = faults.map((fault) => ({ ...fault, code: 'field.wrong' }));
				return fail(422, { violations, values: body });
			}
			await caseFacts.write(store, termId, [{ planRef: plan.planRef, facts }], { actorId: person.personId, now });
			return { saved: plan.planRef, open: leftOpen(plan.asked, plan.dates, facts, today).length };
		}
	}),
	import: action({
		form: z.strictObject({ told: z.string().max(IMPORT_LIMIT) }),
		limit: 3 * IMPORT_LIMIT,
		act: async ({ store, person, body, event, now }) => {
			const told = Told.safeParse(jsonOf(body.told));
			if (!told.success || told.data.length === 0) throw new Refusal('request.malformed');
			await caseFacts.write(store, event.params.termId ?? '', told.data, { actorId: person.personId, now });
			return { imported: told.data.length };
		}
	})
};

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Refusal('request.malformed');
	}
}
