/* What the pages on which processes are drawn and shown load on top of main.js: bpmn-js and what we put around it. */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./css/processes.css";
import "./elements/process-designer.js";
import "./elements/process-picture.js";
import "./elements/rule-builder.js";
