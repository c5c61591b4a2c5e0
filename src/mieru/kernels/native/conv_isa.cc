// Convolution and pooling for one instruction set; see vectors.h.
#include "conv_narrow.h"
#include "conv_norm.h"
#include "conv_pool.h"
#include "conv_winograd_gather.h"
#include "conv_winograd_weights.h"

namespace MIERU_ISA {

static void gather_any(const ConvPlan& plan, const ConvSource& source, const float* weight,
                       float* out, const ConvFinish& finish, const Workers& workers) {
  const int side = winograd_side(plan);
  const auto chosen = depthwise(plan) && !finish.spot ? depthwise_gather
                      : narrow(plan) && !finish.spot  ? narrow_gather
                      : side == 3                     ? winograd_gather<3>
                      : side == 5                     ? winograd_gather<5>
                                                      : gather;
  chosen(plan, source, weight, out, finish, workers);
}

static void weights_any(const ConvPlan& plan, const float* source, const ConvSource& delta,
                        float* gradient, float* bias_gradient, const Workers& workers) {
  const int side = winograd_side(plan);
  const auto chosen = depthwise(plan) ? depthwise_weights
                      : side == 3     ? winograd_weights<3>
                      : side == 5     ? winograd_weights<5>
                                      : weights;
  chosen(plan, source, delta, gradient, bias_gradient, workers);
}

extern const ConvFunctions conv_functions;
const ConvFunctions conv_functions = {gather_any, weights_any,        max_pool, max_pool_gradient,
                                      mean_pool,  mean_pool_gradient, norm,     norm_gradient};

}  // namespace MIERU_ISA
