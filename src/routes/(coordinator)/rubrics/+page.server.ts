import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Refusal } from '#lib/domain/problem.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, person, event }) => {
	const mayDraft = person.roles.includes('coordinator');
	const published = await rubrics.list(store);
	const wanted = event.url.searchParams.get('version');
	const chosen = published.find((one) => `${one.rubricId}@${one.version}` === wanted) ?? published[0];
	return {
		mayDraft,
		drafts: mayDraft ? (await rubricDrafts.list(store)).filter(({ publishedAt }) => publishedAt === null) : [],
		published: published.map(({ rubricId, version, publishedAt }) => ({
			key: `${rubricId}@${version}`,
			rubricId,
			version,
			publishedAt
		})),
		rubric: chosen ? await rubrics.get(store, chosen.rubricId, chosen.version) : null
	};
});

export const actions: Actions = {
	draft: action({
		form: z.strictObject({
			from: z.string().max(140),
			name: z.string().trim().min(1, 'Enter a name for the draft').max(80, 'Shorten the name to 80 characters')
		}),
		act: async ({ store, person, body, now }) => {
			// The page is the chair's to read too; writing versions of the questions is the coordinator's.
			if (!person.roles.includes('coordinator')) throw new Refusal('thing.not_found');
			const [rubricId = '', version = ''] = body.from.split('@');
			const by = { actorId: person.personId, now };
			const { draftId } = await rubricDrafts.begin(store, { rubricId, version, name: body.name }, by);
			redirect(303, `/rubrics/drafts/${draftId}`);
		}
	})
};
