/**
 * Runs before any page: Zod must not try whether it may compile code. The content security policy forbids it, and the attempt
 * alone would be reported as a violation.
 */
import { config } from 'zod';

config({ jitless: true });
