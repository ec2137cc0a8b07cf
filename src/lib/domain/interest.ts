/** An auditor's tie to a setting or to one plan: they are never given it. */
import * as z from 'zod';
import { Id, PlanRef, Urn } from './ids.ts';

export const Interest = z.strictObject({
	auditorId: Id,
	planRef: PlanRef.nullable(),
	schoolUrn: Urn.nullable(),
	/** Where it comes from: the people file, the person's own place of work or service, or their own word. */
	source: z.enum(['people_file', 'employer', 'service', 'declared'])
});
export type Interest = z.infer<typeof Interest>;
