import { navigationFor } from '../navigation.ts';
import type { LayoutServerLoad } from './$types';

/** The header's part only: who is signed in and where they may go. Each page's own load goes through the gate. */
export const load: LayoutServerLoad = ({ locals }) => {
	const person = locals.person;
	return {
		person: person ? { name: person.name, partnershipName: person.partnershipName } : null,
		nav: person ? navigationFor(person.roles) : []
	};
};
