import { describeSchedules } from './many.ts';

describeSchedules(1);
