import { describeSchedules } from './many.ts';

describeSchedules(2);
