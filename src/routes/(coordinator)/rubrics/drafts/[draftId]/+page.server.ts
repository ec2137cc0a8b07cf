import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Refusal } from '#lib/domain/problem.ts';
import {
	CriterionEdit,
	DRAFT_LIMIT,
	editCriterion,
	editOf,
	faultsOf,
	readDraft,
	settled,
	shaped
} from '#lib/domain/rubric-draft.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event }) => {
	const { body, ...draft } = await rubricDrafts.get(store, event.params.draftId ?? '');
	const { searchParams } = event.url;
	const rubric = shaped(body);
	const asText = searchParams.get('as') === 'text' || rubric === null;
	const criteria = rubric?.sections.flatMap((section) => section.criteria) ?? [];
	const chosen = criteria.find(({ id }) => id === searchParams.get('question')) ?? criteria[0];
	return {
		draft,
		asText,
		shaped: rubric !== null,
		version: rubric?.version ?? null,
		faults: faultsOf(body),
		text: asText ? JSON.stringify(body, null, '\t') : null,
		sections: asText
			? []
			: (rubric?.sections ?? []).map(({ code, title, criteria: asked }) => ({
					code,
					title,
					criteria: asked.map(({ id, question }) => ({ id, question }))
				})),
		chosen:
			chosen && !asText
				? { id: chosen.id, answerKind: chosen.answerKind, must: chosen.legal.must, edit: editOf(chosen) }
				: null
	};
});

const Saved = { state: z.coerce.number().int().min(1) };
/** A form's text is escaped on its way, which can make it three times as long. */
const TEXT_BYTES = 3 * DRAFT_LIMIT;

const here = (event: { params: Partial<Record<string, string>> }) => event.params.draftId ?? '';

export const actions: Actions = {
	question: action({
		form: CriterionEdit.partial({ core: true, cannotTellAllowed: true }).extend({
			...Saved,
			criterionId: z.string().max(20)
		}),
		act: async ({ store, person, body, event, now }) => {
			const draftId = here(event);
			const { state, criterionId, ...typed } = body;
			const rubric = shaped((await rubricDrafts.get(store, draftId)).body);
			if (!rubric?.sections.some(({ criteria }) => criteria.some(({ id }) => id === criterionId)))
				throw new Refusal('thing.not_found');
			const edit = { ...typed, core: typed.core ?? false, cannotTellAllowed: typed.cannotTellAllowed ?? false };
			const edited = editCriterion(rubric, criterionId, edit);
			await rubricDrafts.save(store, { draftId, state, body: edited }, { actorId: person.personId, now });
			return { saved: criterionId };
		}
	}),
	text: action({
		form: z.strictObject({ ...Saved, text: z.string() }),
		limit: TEXT_BYTES,
		act: async ({ store, person, body, event, now }) => {
			const read = readDraft(body.text);
			if ('fault' in read) return { textFault: { field: 'text', code: 'text', message: read.fault }, typed: body.text };
			const rubric = shaped(read.body);
			const kept = rubric ? settled(rubric) : read.body;
			const draftId = here(event);
			await rubricDrafts.save(store, { draftId, state: body.state, body: kept }, { actorId: person.personId, now });
			return { saved: 'text' };
		}
	}),
	publish: action({
		form: z.strictObject(Saved),
		act: async ({ store, person, body, event, now }) => {
			const by = { actorId: person.personId, now };
			const { rubricId, version } = await rubricDrafts.publish(store, { draftId: here(event), state: body.state }, by);
			redirect(303, `/rubrics?version=${rubricId}@${version}`);
		}
	}),
	discard: action({
		form: z.strictObject(Saved),
		act: async ({ store, person, body, event, now }) => {
			await rubricDrafts.discard(store, { draftId: here(event), state: body.state }, { actorId: person.personId, now });
			redirect(303, '/rubrics');
		}
	})
};
