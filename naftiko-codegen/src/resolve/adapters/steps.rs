//! Steps of an operation: their calls, lookups and result, and the order in which they run.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Called, Exposing, Offer};
use crate::index::inline;
use crate::model::{
    CallTarget, Lookup, OperationStep, Payload, Script, ScriptMember, ScriptNames, ScriptValue, StepAction,
    StepValue, Steps, StepsResult, Variable,
};
use crate::resolve::arguments::{Input, Wiring, position};
use crate::spec::{Action, Adapter, Step, StepKind, Text, With};

/// The steps of an operation with the operations that they call.
pub(super) struct FoundSteps<'s, 'a> {
    steps: Vec<(&'a Step, FoundStep<'s, 'a>)>,
}

/// What a step does.
enum FoundStep<'s, 'a> {
    Call {
        called: Called<'s, 'a>,
        call: &'a Text,
        with: &'a [With],
    },
    Lookup {
        /// The position of the step with the items.
        index: usize,
        field: &'a Text,
        value: &'a Text,
        members: &'a [Text],
    },
    Script {
        /// The file with its location and language.
        shown: String,
        with: &'a [With],
    },
}

/// Steps with their arguments.
pub(super) struct WiredSteps {
    pub inputs: Vec<Input>,
    pub steps: Steps,
    /// The variables in `with`, each with the position of the client that resolves it.
    pub lent: Vec<(usize, Variable)>,
}

impl<'s, 'a> Exposing<'s, 'a> {
    /// Finds what the steps of an operation call. The message is that of its stub.
    pub(super) fn find_steps(&mut self, offer: &Offer<'_, 'a>) -> Result<FoundSteps<'s, 'a>, String> {
        let mut steps: Vec<(&'a Step, FoundStep<'s, 'a>)> = Vec::new();
        let mut above: HashMap<&str, usize> = HashMap::new();
        let declared = effective(offer.action);
        for step in declared {
            let is_last = declared.last().is_some_and(|last| std::ptr::eq(last, step));
            let found = match &step.kind {
                StepKind::Call { call, with } => {
                    let called = self.called_by_step(step, call)?;
                    let is_result = is_last && offer.action.mappings.is_empty();
                    if called.call.response.payload == Payload::Binary && !is_result {
                        return Err(format!("step `{}` has a binary response", step.name));
                    }
                    FoundStep::Call { called, call, with }
                }
                StepKind::Lookup {
                    index,
                    field,
                    value,
                    outputs,
                } => {
                    let found = above.get(index.as_str()).copied();
                    FoundStep::Lookup {
                        index: found.ok_or_else(|| format!("unknown step `{index}`"))?,
                        field,
                        value,
                        members: outputs,
                    }
                }
                StepKind::Script {
                    file,
                    language,
                    location,
                    with,
                    ..
                } => FoundStep::Script {
                    shown: self.script(file, location.as_ref(), language.as_ref()),
                    with,
                },
            };
            above.insert(step.name.as_str(), steps.len());
            steps.push((step, found));
        }
        Ok(FoundSteps { steps })
    }

    /// Returns a script for documentation. Where a step has no location or language, it is that of a control adapter.
    fn script(&self, file: &Text, location: Option<&Text>, language: Option<&Text>) -> String {
        let scripting = inline(&self.index.document.exposes).find_map(|adapter| match adapter {
            Adapter::Control(control) => control.management.as_ref()?.scripting.as_ref(),
            _ => None,
        });
        let location = location.or_else(|| scripting?.default_location.as_ref());
        let language = language.or_else(|| scripting?.default_language.as_ref());
        let path = location.map_or_else(
            || file.value.clone(),
            |location| format!("{}/{file}", location.value.trim_end_matches('/')),
        );
        match language {
            Some(language) => format!("{path} ({language})"),
            None => path,
        }
    }

    fn called_by_step(&mut self, step: &Step, call: &Text) -> Result<Called<'s, 'a>, String> {
        let position = self.index.target(call, self.diagnostics)?;
        self.called(position)
            .ok_or_else(|| format!("step `{}` calls nothing", step.name))
    }
}

impl<'a> FoundSteps<'_, 'a> {
    /// Returns the call whose response is the result: that of the last step, without mappings.
    pub(super) fn answering(&self, offer: &Offer<'_, 'a>) -> Option<&Called<'_, 'a>> {
        match self.steps.last()? {
            (_, FoundStep::Call { called, .. }) if offer.action.mappings.is_empty() => Some(called),
            _ => None,
        }
    }

    /// Wires every step. The message is that of the operation's stub.
    pub(super) fn wired(
        &self,
        mut wiring: Wiring<'a>,
        offer: &Offer<'_, 'a>,
    ) -> Result<WiredSteps, (Vec<Input>, String)> {
        let (mut bound, mut lent) = (Vec::new(), Vec::new());
        wiring.start_steps(offer.action);
        for (number, (step, found)) in self.steps.iter().enumerate() {
            let (action, reads) = action(&mut wiring, offer, found, &self.names(number));
            // Variables of a lookup or script come from the first client.
            let client = match &action {
                StepAction::Call(call) => call.client,
                StepAction::Lookup(_) | StepAction::Script(_) => 0,
            };
            let variables = wiring.take_variables().into_iter();
            lent.extend(variables.map(|variable| (client, variable)));
            wiring.finish_step(number, step.name.as_str());
            bound.push((action, reads));
        }
        let result = match offer.action.mappings.as_slice() {
            [] if self.answering(offer).is_some() => StepsResult::Last,
            [] => StepsResult::Mapped(wiring.whole_step(self.whole())),
            mappings => StepsResult::Mapped(wiring.mapped_steps(mappings)),
        };
        let (values, unknown) = wiring.finish_steps();
        wiring.report_unused_in_steps(offer.own(), &used(&bound));
        let inputs = wiring.inputs();
        if let Some(name) = unknown {
            return Err((inputs, format!("unknown input or step `{name}`")));
        }
        let steps = self.assembled(bound, values, result, inputs.len());
        Ok(WiredSteps { inputs, steps, lent })
    }

    /// Returns the names of the steps above one.
    fn names(&self, number: usize) -> Vec<&'a str> {
        let above = self.steps.iter().take(number);
        above.map(|(step, _)| step.name.as_str()).collect()
    }

    /// Returns the step whose output is the result, if the last one has none: the last call, or the last script.
    fn whole(&self) -> &'a str {
        let is_call = |found: &FoundStep<'_, '_>| matches!(found, FoundStep::Call { .. });
        let mut calls = self.steps.iter().rev().filter(|(_, found)| is_call(found));
        let whole = calls.next().or(self.steps.last());
        whole.map_or("", |(step, _)| step.name.as_str())
    }

    fn assembled(
        &self,
        bound: Vec<(StepAction, BTreeSet<usize>)>,
        values: Vec<StepValue>,
        result: StepsResult,
        inputs: usize,
    ) -> Steps {
        let reads: Vec<&BTreeSet<usize>> = bound.iter().map(|(_, reads)| reads).collect();
        let effects: Vec<Effect> = self.steps.iter().map(|(_, found)| found.effect()).collect();
        let stages = stages(&reads, &effects);
        let mut read: BTreeSet<usize> = values.iter().map(|value| value.step).collect();
        read.extend(reads.iter().copied().flatten());
        let at = position(inputs);
        let steps = self.steps.iter().zip(bound).zip(effects).enumerate();
        let steps = steps.map(|(number, (((step, _), (action, _)), effect))| OperationStep {
            name: step.name.value.clone(),
            ident: String::new(),
            action: renumbered(action, &at),
            is_read: read.contains(&number),
            writes: effect == Effect::Writes,
        });
        Steps {
            all: steps.collect(),
            values,
            stages,
            result: match result {
                StepsResult::Mapped(template) => StepsResult::Mapped(template.renumbered(&at)),
                StepsResult::Last => StepsResult::Last,
            },
        }
    }
}

/// Returns the steps that have an effect: without mappings, no lookup after the last call has one.
fn effective(action: &Action) -> &[Step] {
    let is_lookup = |step: &Step| matches!(step.kind, StepKind::Lookup { .. });
    let last = action.steps.iter().rposition(|step| !is_lookup(step));
    match last {
        Some(last) if action.mappings.is_empty() => action.steps.get(..=last).unwrap_or_default(),
        _ => &action.steps,
    }
}

/// Returns what a step does, and the earlier steps that it reads.
fn action<'a>(
    wiring: &mut Wiring<'a>,
    offer: &Offer<'_, 'a>,
    found: &FoundStep<'_, 'a>,
    above: &[&str],
) -> (StepAction, BTreeSet<usize>) {
    match found {
        FoundStep::Call { called, call, with } => {
            let request = &called.call.request;
            let bound = wiring.call_step(call, with, &offer.inputs, &called.id, request);
            let (client, operation) = called.position;
            let call = CallTarget {
                client,
                operation,
                arguments: bound.arguments,
            };
            (StepAction::Call(call), bound.reads)
        }
        FoundStep::Lookup {
            index,
            field,
            value,
            members,
        } => {
            let (value, mut reads) = wiring.lookup_value(value);
            reads.insert(*index);
            let lookup = Lookup {
                index: *index,
                field: field.value.clone(),
                value,
                members: members.iter().map(|member| member.value.clone()).collect(),
            };
            (StepAction::Lookup(lookup), reads)
        }
        FoundStep::Script { shown, with } => {
            let script = Script {
                shown: shown.clone(),
                members: wiring.script_members(with, above),
                names: ScriptNames::default(),
            };
            (StepAction::Script(script), (0..above.len()).collect())
        }
    }
}

impl FoundStep<'_, '_> {
    fn effect(&self) -> Effect {
        match self {
            Self::Call { called, .. } if called.operation.method.value.is_safe() => Effect::Reads,
            Self::Call { .. } => Effect::Writes,
            Self::Lookup { .. } => Effect::Computes,
            Self::Script { .. } => Effect::Runs,
        }
    }
}

/// The effect of a step, which decides when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// It may run while others of its kind run.
    Reads,
    /// It runs after everything above it and before everything below it.
    Writes,
    /// It takes no time.
    Computes,
    /// It is code of the program, which may do anything.
    Runs,
}

/// Returns the inputs that steps use.
fn used(bound: &[(StepAction, BTreeSet<usize>)]) -> HashSet<usize> {
    bound.iter().flat_map(|(action, _)| action.uses()).collect()
}

fn renumbered(action: StepAction, at: &impl Fn(usize) -> usize) -> StepAction {
    match action {
        StepAction::Call(call) => {
            let arguments = call.arguments.into_iter();
            StepAction::Call(CallTarget {
                arguments: arguments.map(|argument| argument.renumbered(at)).collect(),
                ..call
            })
        }
        StepAction::Lookup(lookup) => StepAction::Lookup(Lookup {
            value: lookup.value.renumbered(at),
            ..lookup
        }),
        StepAction::Script(script) => {
            let members = script.members.into_iter().map(|member| ScriptMember {
                value: match member.value {
                    ScriptValue::With(argument) => ScriptValue::With(argument.renumbered(at)),
                    value => value,
                },
                ..member
            });
            StepAction::Script(Script {
                members: members.collect(),
                ..script
            })
        }
    }
}

/// Returns the order of execution, in which each step follows those that it reads. The calls of a stage run at once.
fn stages(reads: &[&BTreeSet<usize>], effects: &[Effect]) -> Vec<Vec<usize>> {
    let mut levels: Vec<usize> = Vec::new();
    let (mut barrier, mut highest) = (0, 0);
    for (reads, effect) in reads.iter().zip(effects) {
        let read = reads.iter().filter_map(|read| levels.get(*read)).max();
        let after = read.copied().unwrap_or_default().max(barrier);
        let level = match effect {
            Effect::Computes => after,
            Effect::Reads => after + 1,
            Effect::Writes | Effect::Runs => highest + 1,
        };
        if matches!(effect, Effect::Writes | Effect::Runs) {
            barrier = level;
        }
        highest = highest.max(level);
        levels.push(level);
    }
    // The calls of a level, then each of its lookups.
    let mut stages: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (step, (level, effect)) in levels.into_iter().zip(effects).enumerate() {
        let place = if *effect == Effect::Computes { step + 1 } else { 0 };
        stages.entry((level, place)).or_default().push(step);
    }
    stages.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the stages of steps: `r` reads, `w` writes, `l` is a lookup, each with the steps that it uses.
    fn shown(steps: &[(char, &[usize])]) -> Vec<Vec<usize>> {
        let reads: Vec<BTreeSet<usize>> = steps
            .iter()
            .map(|(_, reads)| reads.iter().copied().collect())
            .collect();
        let effects = steps.iter().map(|(kind, _)| match kind {
            'r' => Effect::Reads,
            'w' => Effect::Writes,
            _ => Effect::Computes,
        });
        stages(&reads.iter().collect::<Vec<_>>(), &effects.collect::<Vec<_>>())
    }

    #[test]
    fn independent_reads_run_at_once() {
        assert_eq!(
            shown(&[('r', &[]), ('r', &[]), ('r', &[0])]),
            [vec![0, 1], vec![2]]
        );
        assert_eq!(
            shown(&[('r', &[]), ('l', &[0]), ('r', &[])]),
            [vec![0, 2], vec![1]]
        );
    }

    #[test]
    fn write_is_a_barrier() {
        let steps: &[(char, &[usize])] = &[('r', &[]), ('w', &[]), ('r', &[]), ('r', &[]), ('w', &[])];
        assert_eq!(shown(steps), [vec![0], vec![1], vec![2, 3], vec![4]]);
        assert_eq!(
            shown(&[('w', &[]), ('l', &[0]), ('r', &[1])]),
            [vec![0], vec![1], vec![2]]
        );
    }
}
